import { KeyObject, createPublicKey } from 'node:crypto';
import {
  FlattenedJWS,
  FlattenedSign,
  JWK,
  calculateJwkThumbprint,
  exportJWK,
} from 'jose';

/** The key of an account, as JSON Web Signatures need it. */
export interface AccountKey {
  privateKey: KeyObject;
  jwk: JWK;
  /** RFC 7638, SHA-256: part of every key authorization. */
  thumbprint: string;
  /** RFC 7518 section 3.1. */
  algorithm: 'ES256' | 'ES384' | 'RS256';
}

/** @throws when keys of this kind cannot sign for ACME */
export async function toAccountKey(privateKey: KeyObject): Promise<AccountKey> {
  const jwk = await exportJWK(createPublicKey(privateKey));
  return {
    privateKey,
    jwk,
    thumbprint: await calculateJwkThumbprint(jwk, 'sha256'),
    algorithm: algorithmOf(jwk),
  };
}

/**
 * Signs a request (RFC 8555 section 6.2).
 *
 * @param payload - `undefined` for POST-as-GET
 * @param by - the URL of the account; the key itself where there is none yet
 */
export async function signRequest(options: {
  key: AccountKey;
  url: string;
  payload: object | undefined;
  nonce?: string;
  by?: string;
}): Promise<FlattenedJWS> {
  const { key, url, payload, nonce, by } = options;
  return new FlattenedSign(encode(payload))
    .setProtectedHeader({
      alg: key.algorithm,
      url,
      ...(nonce !== undefined && { nonce }),
      ...(by === undefined ? { jwk: key.jwk } : { kid: by }),
    })
    .sign(key.privateKey);
}

/** Binds a new account to one that the CA knows (RFC 8555 section 7.3.4). */
export async function signExternalBinding(options: {
  key: AccountKey;
  url: string;
  keyId: string;
  /** As CAs hand it out: base64url or base64. */
  hmacKey: string;
}): Promise<FlattenedJWS> {
  const { key, url, keyId, hmacKey } = options;
  return new FlattenedSign(encode(key.jwk))
    .setProtectedHeader({ alg: 'HS256', kid: keyId, url })
    .sign(Uint8Array.from(Buffer.from(hmacKey, 'base64url')));
}

function encode(payload: object | undefined): Uint8Array {
  return new TextEncoder().encode(
    payload === undefined ? '' : JSON.stringify(payload),
  );
}

function algorithmOf({ kty, crv }: JWK): AccountKey['algorithm'] {
  if (kty === 'RSA') {
    return 'RS256';
  }
  if (kty === 'EC' && crv === 'P-256') {
    return 'ES256';
  }
  if (kty === 'EC' && crv === 'P-384') {
    return 'ES384';
  }
  throw new Error('An account key has to be RSA or ECDSA with P-256 or P-384');
}
