import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { MaterialCache } from './MaterialCache';
import { KeyKind } from './types';

const generate = promisify(generateKeyPair);

/** A private key in the forms that are needed again and again. */
export interface RingKey {
  privateKey: KeyObject;
  /** PKCS#8. */
  pem: string;
  /** SubjectPublicKeyInfo. */
  spki: Buffer;
}

/**
 * Private keys by name. Keys cannot be generated from a seed, so a name gives
 * the same key again only as long as the cache lives.
 */
export class KeyRing {
  readonly #cache: MaterialCache;
  readonly #prefix: string;
  readonly #keys = new Map<string, Promise<RingKey>>();

  /**
   * @param prefix - separates the keys of one seed from those of another
   */
  constructor(cache: MaterialCache, prefix: string) {
    this.#cache = cache;
    this.#prefix = prefix;
  }

  /** The key of that name; generated when it is asked for the first time. */
  get(name: string, kind: KeyKind): Promise<RingKey> {
    const label = `${this.#prefix}/${fileName(name)}.${kind}.pem`;
    let key = this.#keys.get(label);
    if (!key) {
      key = this.#load(label, kind);
      this.#keys.set(label, key);
    }
    return key;
  }

  async #load(label: string, kind: KeyKind): Promise<RingKey> {
    const pem =
      (await this.#cache.get(label)) ??
      (await this.#cache.putIfAbsent(
        label,
        Buffer.from(await generateKey(kind)),
      ));
    const privateKey = createPrivateKey(pem);
    return {
      privateKey,
      pem: pem.toString('ascii'),
      spki: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    };
  }
}

async function generateKey(kind: KeyKind): Promise<string> {
  const { privateKey } = kind.startsWith('rsa-')
    ? await generate('rsa', { modulusLength: Number(kind.slice(4)) })
    : await generate('ec', {
        namedCurve: kind === 'ec-p256' ? 'prime256v1' : 'secp384r1',
      });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Names become file names: everything unusual is written as its code. */
function fileName(name: string): string {
  return name.replace(
    /[^A-Za-z0-9._-]/g,
    character => `=${character.codePointAt(0)!.toString(16)}`,
  );
}
