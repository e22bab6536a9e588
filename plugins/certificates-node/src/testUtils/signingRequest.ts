import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { KeySpec } from '@cmt/backstage-plugin-certificates-common';

const crypto = webcrypto as unknown as Crypto;

/** A key and a certificate signing request for it. @public */
export interface TestSigningRequest {
  /** PKCS#10, DER. */
  csr: Uint8Array;
  privateKey: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
}

/**
 * Makes a key and a certificate signing request for names, as the backend does.
 *
 * @public
 */
export async function createTestSigningRequest(options: {
  names: string[];
  /** ECDSA P-256 where absent. */
  key?: KeySpec;
}): Promise<TestSigningRequest> {
  const { names, key = { type: 'ec', curve: 'P-256' } } = options;
  const algorithm =
    key.type === 'ec'
      ? {
          name: 'ECDSA',
          namedCurve: key.curve,
          hash: key.curve === 'P-384' ? 'SHA-384' : 'SHA-256',
        }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: key.size,
          publicExponent: Uint8Array.of(1, 0, 1),
          hash: 'SHA-256',
        };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.SubjectAlternativeNameExtension(
          names.map(value => ({
            type: isIP(value) ? ('ip' as const) : ('dns' as const),
            value,
          })),
        ),
      ],
    },
    crypto,
  );
  return {
    csr: new Uint8Array(request.rawData),
    privateKey: KeyObject.from(keys.privateKey),
    publicKey: new Uint8Array(
      await webcrypto.subtle.exportKey('spki', keys.publicKey),
    ),
  };
}
