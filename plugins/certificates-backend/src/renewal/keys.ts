import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  KeyObject,
  webcrypto,
} from 'node:crypto';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import {
  KeySpec,
  primaryName,
} from '@cmt/backstage-plugin-certificates-common';
import * as x509 from '@peculiar/x509';

const generate = promisify(generateKeyPair);

/** Longest common name that X.520 allows; longer names stand in the extension only. */
const MAX_COMMON_NAME = 64;

/** A new private key, PKCS#8 in PEM. @internal */
export async function makeKey(spec: KeySpec): Promise<string> {
  const { privateKey } =
    spec.type === 'rsa'
      ? await generate('rsa', { modulusLength: spec.size })
      : await generate('ec', { namedCurve: spec.curve });
  return exportKey(privateKey);
}

/**
 * A certificate signing request (RFC 2986) for names: DNS names and IP addresses
 * as alternative names, the shortest also as common name.
 *
 * @internal
 */
export async function makeRequest(
  keyPem: string,
  names: readonly string[],
): Promise<{ der: Uint8Array; pem: string }> {
  const key = createPrivateKey(keyPem);
  const algorithm = algorithmOf(key);
  const keys = {
    privateKey: await webcrypto.subtle.importKey(
      'pkcs8',
      key.export({ type: 'pkcs8', format: 'der' }),
      algorithm,
      false,
      ['sign'],
    ),
    publicKey: await webcrypto.subtle.importKey(
      'spki',
      createPublicKey(key).export({ type: 'spki', format: 'der' }),
      algorithm,
      true,
      ['verify'],
    ),
  };
  const common = primaryName(names);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name:
        common && common.length <= MAX_COMMON_NAME && !isIP(common)
          ? [{ CN: [common] }]
          : [],
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.SubjectAlternativeNameExtension(
          names.map(value => ({
            type: isIP(value) ? ('ip' as const) : ('dns' as const),
            value,
          })),
          common === undefined || common.length > MAX_COMMON_NAME,
        ),
      ],
    },
    webcrypto as Crypto,
  );
  return {
    der: new Uint8Array(request.rawData),
    pem: `${request.toString('pem')}\n`,
  };
}

/** A request as DER. @internal */
export function requestDer(pem: string): Uint8Array {
  return new Uint8Array(new x509.Pkcs10CertificateRequest(pem).rawData);
}

/** Whether a certificate holds the key of a request. @internal */
export function hasKeyOf(certificatePem: string, requestPem: string): boolean {
  const certificate = new x509.X509Certificate(certificatePem);
  const request = new x509.Pkcs10CertificateRequest(requestPem);
  return Buffer.from(certificate.publicKey.rawData).equals(
    Buffer.from(request.publicKey.rawData),
  );
}

function algorithmOf(key: KeyObject) {
  if (key.asymmetricKeyType === 'ec') {
    const isLarge = key.asymmetricKeyDetails?.namedCurve === 'secp384r1';
    return {
      name: 'ECDSA',
      namedCurve: isLarge ? 'P-384' : 'P-256',
      hash: isLarge ? 'SHA-384' : 'SHA-256',
    };
  }
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
}

function exportKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
