import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';

/** Web Crypto of Node.js, as the X.509 library wants it. */
export const crypto = webcrypto as unknown as Crypto;

/** How far clocks may differ before a new certificate or list is "not yet valid". */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A CA certificate with the key that signs for it. */
export interface Signer {
  certificate: x509.X509Certificate;
  key: CryptoKey;
  algorithm: EcKeyAlgorithm & { hash: string };
}

interface EcKeyAlgorithm {
  name: 'ECDSA';
  namedCurve: 'P-256' | 'P-384';
}

export const P256 = {
  name: 'ECDSA',
  namedCurve: 'P-256',
  hash: 'SHA-256',
} as const;
export const P384 = {
  name: 'ECDSA',
  namedCurve: 'P-384',
  hash: 'SHA-384',
} as const;

const record = z.object({
  curve: z.enum(['P-256', 'P-384']),
  /** DER, base64. */
  certificate: z.base64(),
  /** PKCS#8, base64. */
  key: z.base64(),
});

export async function generateKeys(
  algorithm: Signer['algorithm'],
): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** Writes a signer for the sealed records: certificate and key stay together. */
export async function writeSigner(
  certificate: x509.X509Certificate,
  keys: CryptoKeyPair,
  algorithm: Signer['algorithm'],
): Promise<string> {
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return JSON.stringify({
    curve: algorithm.namedCurve,
    certificate: base64(certificate.rawData),
    key: base64(key),
  } satisfies z.input<typeof record>);
}

export async function readSigner(value: string): Promise<Signer> {
  const { curve, certificate, key } = record.parse(JSON.parse(value));
  const algorithm = curve === 'P-384' ? P384 : P256;
  return {
    certificate: new x509.X509Certificate(Buffer.from(certificate, 'base64')),
    key: await crypto.subtle.importKey(
      'pkcs8',
      Buffer.from(key, 'base64'),
      algorithm,
      false,
      ['sign'],
    ),
    algorithm,
  };
}

/**
 * A serial number that nobody can guess (at least 64 bits from a CSPRNG, Baseline
 * Requirements 7.1): 16 bytes, positive and never shorter.
 */
export function newSerialNumber(): string {
  const bytes = randomBytes(16);
  // eslint-disable-next-line no-bitwise -- the sign bit is off, the next one on
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return bytes.toString('hex');
}

/** Dates in certificates have no fractions of seconds. */
export function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

export function base64(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(
    bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes),
  ).toString('base64');
}
