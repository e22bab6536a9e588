import { KeyObject, createPrivateKey } from 'node:crypto';
import { Contents } from './contents';
import { Problems } from './problems';

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,40})-----([\s\S]*?)-----END \1-----/g;

const CERTIFICATES = new Set(['CERTIFICATE', 'X509 CERTIFICATE']);

/** Blocks that belong to keys or requests and say nothing that is needed. */
const OF_NO_USE = new Set(['EC PARAMETERS', 'DH PARAMETERS', 'PUBLIC KEY']);

/**
 * Reads PEM blocks (RFC 7468) in any order, with any text between them.
 * Encrypted keys need the password. What cannot be used is told.
 */
export function readPem(
  text: string,
  password: string | undefined,
  problems: Problems,
): Contents {
  const contents: Contents = { certificates: [], keys: [] };
  let blocks = 0;
  for (const [block, label, body] of text.matchAll(BLOCK)) {
    blocks++;
    if (CERTIFICATES.has(label)) {
      contents.certificates.push(
        Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64'),
      );
    } else if (label.endsWith('PRIVATE KEY')) {
      const key = readKey(block, password, problems);
      if (key) {
        contents.keys.push(key);
      }
    } else if (!OF_NO_USE.has(label)) {
      problems.warning('unused-block', unusedBlock(label));
    }
  }
  if (blocks === 0 && text.trim() !== '') {
    problems.error(
      'unreadable',
      text.includes('-----BEGIN')
        ? 'The PEM text is cut off: a line "-----BEGIN …-----" has no matching "-----END …-----". Copy the whole file.'
        : 'This is no PEM text: it has no line "-----BEGIN …-----". A binary .pfx or .p12 file has to be given as a PKCS#12 file; a binary .der or .cer file can be turned into PEM with openssl x509 -inform der.',
    );
  }
  return contents;
}

function unusedBlock(label: string): string {
  switch (label) {
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST':
      return 'A certificate request is among the texts. It is not needed and is left out.';
    case 'PKCS7':
    case 'CMS':
      return 'A PKCS#7 block is among the texts and is left out. Turn it into PEM certificates with openssl pkcs7 -print_certs.';
    default:
      return `A block "${label}" is among the texts. It is not needed and is left out.`;
  }
}

function readKey(
  pem: string,
  password: string | undefined,
  problems: Problems,
): KeyObject | undefined {
  const encrypted = /ENCRYPTED/.test(pem);
  if (encrypted && !password) {
    problems.error(
      'encrypted-key',
      'The private key is encrypted. Give its password as well.',
    );
    return undefined;
  }
  try {
    return createPrivateKey({
      key: pem.replace(/\r/g, ''),
      format: 'pem',
      ...(encrypted && { passphrase: password }),
    });
  } catch {
    problems.error(
      encrypted ? 'wrong-password' : 'unreadable',
      encrypted
        ? 'The private key could not be decrypted. The password is wrong, or the key is damaged.'
        : 'The private key could not be read. It has to be a PKCS#8, RSA or EC key in PEM form.',
    );
    return undefined;
  }
}
