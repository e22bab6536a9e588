import 'reflect-metadata';
import { createPublicKey, KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { toPem } from './pem';
import type { DistinguishedName } from './types';

/** What a certificate request asks for. */
export interface RequestContent {
  subject: DistinguishedName;
  /** Alternative names. */
  names: readonly { type: 'dns' | 'ip' | 'email'; value: string }[];
}

const CURVES: Record<string, string> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

async function keyPair(key: KeyObject): Promise<{
  pair: webcrypto.CryptoKeyPair;
  algorithm: webcrypto.EcKeyImportParams & webcrypto.RsaHashedImportParams;
}> {
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const algorithm = {
    name: curve ? 'ECDSA' : 'RSASSA-PKCS1-v1_5',
    namedCurve: curve,
    hash: 'SHA-256',
  };
  const der = (type: 'pkcs8' | 'spki') =>
    type === 'pkcs8'
      ? key.export({ type, format: 'der' })
      : createPublicKey(key).export({ type, format: 'der' });
  return {
    algorithm,
    pair: {
      privateKey: await webcrypto.subtle.importKey(
        'pkcs8',
        der('pkcs8'),
        algorithm,
        true,
        ['sign'],
      ),
      publicKey: await webcrypto.subtle.importKey(
        'spki',
        der('spki'),
        algorithm,
        true,
        ['verify'],
      ),
    },
  };
}

function jsonName(subject: DistinguishedName): x509.JsonName {
  return subject.map(([type, value]) => ({
    [type === 'emailAddress' ? 'E' : type]: [value],
  }));
}

/** A PKCS#10 request for a key, signed with it; PEM. */
export async function createRequest(
  key: KeyObject,
  content: RequestContent,
): Promise<string> {
  const { pair, algorithm } = await keyPair(key);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: new x509.Name(jsonName(content.subject)).toString(),
      keys: pair as CryptoKeyPair,
      signingAlgorithm: algorithm,
      extensions:
        content.names.length > 0
          ? [new x509.SubjectAlternativeNameExtension([...content.names])]
          : [],
    },
    webcrypto as Crypto,
  );
  return toPem(Buffer.from(request.rawData), 'CERTIFICATE REQUEST');
}

/** A certificate that its own key signs; PEM. */
export async function createSelfSigned(
  key: KeyObject,
  options: {
    subject: DistinguishedName;
    notBefore: Date;
    notAfter: Date;
    serialNumber: string;
  },
): Promise<string> {
  const { pair, algorithm } = await keyPair(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: options.serialNumber,
      name: new x509.Name(jsonName(options.subject)).toString(),
      notBefore: options.notBefore,
      notAfter: options.notAfter,
      keys: pair as CryptoKeyPair,
      signingAlgorithm: algorithm,
    },
    webcrypto as Crypto,
  );
  return toPem(Buffer.from(certificate.rawData));
}
