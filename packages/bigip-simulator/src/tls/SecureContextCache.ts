import { createHash } from 'node:crypto';
import { createSecureContext, SecureContext } from 'node:tls';
import { TlsMaterial } from './profileMaterial';

/** A context costs some ten kilobytes outside the JavaScript heap. */
const MAX_CONTEXTS = 512;

/**
 * Old keys and signatures must be served as they are, to be found: security
 * level 0 lifts OpenSSL's own limits.
 */
const PERMISSIVE = {
  ciphers: 'ALL:@SECLEVEL=0',
  minVersion: 'TLSv1',
} as const;

/**
 * TLS contexts by what they serve, built when they are first needed. The least
 * recently used are forgotten beyond a limit.
 */
export class SecureContextCache {
  readonly #contexts = new Map<string, SecureContext>();

  get size(): number {
    return this.#contexts.size;
  }

  /**
   * The context that serves this material.
   *
   * @throws Error when OpenSSL refuses it: unreadable, or key and certificate do not match
   */
  get(material: TlsMaterial): SecureContext {
    const digest = createHash('sha256')
      .update(JSON.stringify(material))
      .digest('base64');
    const context = this.#contexts.get(digest) ?? createContext(material);
    this.#contexts.delete(digest);
    this.#contexts.set(digest, context);
    if (this.#contexts.size > MAX_CONTEXTS) {
      const [oldest] = this.#contexts.keys();
      this.#contexts.delete(oldest);
    }
    return context;
  }
}

function createContext(material: TlsMaterial): SecureContext {
  return createSecureContext({
    ...PERMISSIVE,
    cert: material.certificates,
    key: material.keys,
  });
}

/** A context without a certificate: every handshake with it fails in order. */
export const REFUSING_CONTEXT = createSecureContext(PERMISSIVE);
