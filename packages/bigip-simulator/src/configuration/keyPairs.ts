import {
  createPrivateKey,
  createPublicKey,
  X509Certificate,
} from 'node:crypto';

/** Kind of key that a profile can have one entry of. */
export type PairType = 'rsa' | 'ec' | 'dsa' | 'unknown';

/** Public half of a key, to compare certificates and keys by. */
export interface PublicHalf {
  type: PairType;
  /** SubjectPublicKeyInfo, base64. */
  spki: string;
}

/** Why a private key cannot be used. */
export type KeyProblem = 'unreadable' | 'passphrase';

const certificates = new WeakMap<Buffer, PublicHalf | undefined>();
const keys = new WeakMap<Buffer, Map<string, PublicHalf | KeyProblem>>();

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
const ENCRYPTED = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/;

/** Public key of the first certificate of a file; `undefined` for none. */
export function certificatePublicHalf(content: Buffer): PublicHalf | undefined {
  if (!certificates.has(content))
    certificates.set(content, readCertificate(content));
  return certificates.get(content);
}

function readCertificate(content: Buffer): PublicHalf | undefined {
  try {
    return halfOf(new X509Certificate(content).publicKey);
  } catch {
    // Not a certificate: the caller says so in the device's words.
    return undefined;
  }
}

/** Whether a file looks like the PEM of a private key, encrypted or not. */
export function isPrivateKeyPem(content: Buffer): boolean {
  const text = content.toString('latin1');
  if (!PRIVATE_KEY.test(text)) return false;
  return ENCRYPTED.test(text) || typeof keyPublicHalf(content) === 'object';
}

export function isEncryptedPem(content: Buffer): boolean {
  return ENCRYPTED.test(content.toString('latin1'));
}

/** Public half of a private key, or why it cannot be told. Read once. */
export function keyPublicHalf(
  content: Buffer,
  passphrase = '',
): PublicHalf | KeyProblem {
  const known = keys.get(content) ?? new Map<string, PublicHalf | KeyProblem>();
  keys.set(content, known);
  let half = known.get(passphrase);
  if (half === undefined) {
    half = readKey(content, passphrase);
    known.set(passphrase, half);
  }
  return half;
}

function readKey(content: Buffer, passphrase: string): PublicHalf | KeyProblem {
  try {
    return halfOf(
      createPublicKey(
        createPrivateKey({
          key: content,
          ...(isEncryptedPem(content) && { passphrase }),
        }),
      ),
    );
  } catch {
    return isEncryptedPem(content) ? 'passphrase' : 'unreadable';
  }
}

function halfOf(key: ReturnType<typeof createPublicKey>): PublicHalf {
  const types: Record<string, PairType> = {
    rsa: 'rsa',
    'rsa-pss': 'rsa',
    ec: 'ec',
    dsa: 'dsa',
  };
  return {
    type: types[key.asymmetricKeyType ?? ''] ?? 'unknown',
    spki: key.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}
