import { KeyObject, createPrivateKey } from 'node:crypto';
import forge from 'node-forge';
import { Contents } from './contents';
import { Problems } from './problems';

/**
 * Reads a PKCS#12 file (RFC 7292) of any age: RC2 and triple DES of OpenSSL 1.x
 * and Windows, AES with PBES2 of OpenSSL 3.x; with or without a password.
 */
export function readPkcs12(
  file: Uint8Array,
  password: string | undefined,
  problems: Problems,
): Contents {
  const pfx = decode(file, problems);
  if (!pfx) {
    return { certificates: [], keys: [] };
  }
  // Files without a password differ in what they hash: no text, or an empty one.
  const candidates = password ? [password] : ['', undefined];
  for (const candidate of candidates) {
    try {
      return readBags(forge.pkcs12.pkcs12FromAsn1(pfx, false, candidate));
    } catch {
      // The next way to write "no password", else the problem below.
    }
  }
  problems.error(
    password ? 'wrong-password' : 'encrypted-key',
    password
      ? 'The PKCS#12 file could not be opened with this password. The password is wrong, or the file is damaged.'
      : 'The PKCS#12 file has a password. Give it as well.',
  );
  return { certificates: [], keys: [] };
}

function decode(
  file: Uint8Array,
  problems: Problems,
): forge.asn1.Asn1 | undefined {
  try {
    return forge.asn1.fromDer(
      forge.util.createBuffer(Buffer.from(file).toString('binary')),
    );
  } catch {
    problems.error(
      'unreadable',
      'The file is no PKCS#12 file. Such files end in .p12 or .pfx; PEM texts have to be given as PEM.',
    );
    return undefined;
  }
}

function readBags(pfx: forge.pkcs12.Pkcs12Pfx): Contents {
  const contents: Contents = { certificates: [], keys: [] };
  for (const { safeBags } of pfx.safeContents) {
    for (const bag of safeBags) {
      if (bag.type === forge.pki.oids.certBag) {
        contents.certificates.push(certificateOf(bag));
      } else if (
        bag.type === forge.pki.oids.keyBag ||
        bag.type === forge.pki.oids.pkcs8ShroudedKeyBag
      ) {
        contents.keys.push(keyOf(bag));
      }
    }
  }
  return contents;
}

/** Certificates and keys that are not RSA come as they are encoded. */
function certificateOf(bag: forge.pkcs12.Bag): Uint8Array {
  return toDer(
    bag.cert ? forge.pki.certificateToAsn1(bag.cert) : required(bag.asn1),
  );
}

function keyOf(bag: forge.pkcs12.Bag): KeyObject {
  return createPrivateKey({
    key: toDer(
      bag.key
        ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(bag.key))
        : required(bag.asn1),
    ),
    format: 'der',
    type: 'pkcs8',
  });
}

function toDer(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('A bag of the PKCS#12 file is empty');
  }
  return value;
}
