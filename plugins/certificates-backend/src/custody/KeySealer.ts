import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  KeyObject,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key-encryption key of the configuration. */
export interface KeyEncryptionKey {
  id: string;
  /** 32 bytes. */
  secret: Uint8Array;
}

const sealedSchema = z.object({
  /** Id of the key-encryption key. */
  kek: z.string(),
  /** The data key, encrypted under the key-encryption key; base64 of nonce, tag and text. */
  dataKey: z.string(),
  /** The secret, encrypted under the data key. */
  secret: z.string(),
});

/** An encrypted secret, as it is stored. */
export type Sealed = z.infer<typeof sealedSchema>;

/** A sealed key cannot be opened, or nothing can be sealed. */
export class CustodyError extends Error {
  readonly name = 'CustodyError';
}

/**
 * Seals secrets with AES-256-GCM (NIST SP 800-38D) in two layers: each has a data
 * key of its own, and only that is encrypted under the key-encryption key. A new
 * key-encryption key therefore needs new wrappings, not new secrets.
 *
 * What a secret belongs to is authenticated with it: moved to another row, it
 * does not open.
 */
export class KeySealer {
  readonly #keys: Map<string, KeyObject>;
  readonly #current: string | undefined;

  /** @param keys - the first seals, all open */
  constructor(keys: readonly KeyEncryptionKey[]) {
    this.#keys = new Map(
      keys.map(({ id, secret }) => [id, createSecretKey(secret)]),
    );
    this.#current = keys[0]?.id;
  }

  /** Id of the key that seals; `undefined` when none is configured. */
  get current(): string | undefined {
    return this.#current;
  }

  /** @throws CustodyError when no key is configured */
  seal(secret: string, belongsTo: string): Sealed {
    const dataKey = randomBytes(KEY_BYTES);
    try {
      return {
        ...this.#wrap(dataKey, belongsTo),
        secret: encrypt(
          createSecretKey(dataKey),
          Buffer.from(secret, 'utf8'),
          belongsTo,
        ),
      };
    } finally {
      dataKey.fill(0);
    }
  }

  /** @throws CustodyError when the key is not configured any more, or something was changed */
  open(sealed: Sealed, belongsTo: string): string {
    const dataKey = this.#unwrap(sealed, belongsTo);
    try {
      return decrypt(
        createSecretKey(dataKey),
        sealed.secret,
        belongsTo,
      ).toString('utf8');
    } finally {
      dataKey.fill(0);
    }
  }

  /** The same secret under the current key. */
  rewrap(sealed: Sealed, belongsTo: string): Sealed {
    const dataKey = this.#unwrap(sealed, belongsTo);
    try {
      return { ...sealed, ...this.#wrap(dataKey, belongsTo) };
    } finally {
      dataKey.fill(0);
    }
  }

  #wrap(dataKey: Buffer, belongsTo: string): Omit<Sealed, 'secret'> {
    const kek = this.#current;
    const key = kek === undefined ? undefined : this.#keys.get(kek);
    if (kek === undefined || !key) {
      throw new CustodyError(
        'There is no key to seal private keys with. Configure certificates.custody.keys with an id and a secret of 32 random bytes in base64.',
      );
    }
    return { kek, dataKey: encrypt(key, dataKey, belongsTo) };
  }

  #unwrap(sealed: Sealed, belongsTo: string): Buffer {
    const key = this.#keys.get(sealed.kek);
    if (!key) {
      throw new CustodyError(
        `The key '${sealed.kek}' that a private key was sealed with is not configured. Add it to certificates.custody.keys again.`,
      );
    }
    return decrypt(key, sealed.dataKey, belongsTo);
  }
}

/** Reads what is stored. */
export function parseSealed(text: string): Sealed {
  return sealedSchema.parse(JSON.parse(text));
}

function encrypt(key: KeyObject, text: Buffer, belongsTo: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(Buffer.from(belongsTo, 'utf8'));
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString(
    'base64',
  );
}

function decrypt(key: KeyObject, text: string, belongsTo: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    ALGORITHM,
    key,
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(Buffer.from(belongsTo, 'utf8'));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    throw new CustodyError(
      'A sealed private key does not open: its row was changed, or the secret of its key in certificates.custody.keys is another one.',
    );
  }
}
