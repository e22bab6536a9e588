import { KeyObject, createPublicKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import {
  KEY_SPECS,
  KeySpec,
  normalizeNames,
} from '@cmt/backstage-plugin-certificates-common';

/** Facts read from a certificate signing request whose signature is right. @public */
export interface SigningRequestFacts {
  /**
   * Alternative names of type DNS and IP, and the common name. Normalised.
   */
  names: string[];
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Uint8Array;
  /** What kind of key it is; `null` for one that no policy can ask for. */
  key: KeySpec | null;
}

/** The bytes are no signing request that could be used. @public */
export class SigningRequestError extends Error {
  readonly name = 'SigningRequestError';
}

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

const CURVES: Record<string, 'P-256' | 'P-384' | undefined> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
};

/**
 * Reads a DER-encoded certificate signing request (PKCS#10, RFC 2986) and checks
 * that it was signed with its own key.
 *
 * @throws SigningRequestError that says what is wrong with it
 * @public
 */
export async function readSigningRequest(
  der: Uint8Array,
): Promise<SigningRequestFacts> {
  let request: x509.Pkcs10CertificateRequest;
  let alternatives: x509.JsonGeneralNames;
  let commonNames: string[];
  let publicKey: KeyObject;
  try {
    request = new x509.Pkcs10CertificateRequest(der);
    const extension = request.getExtension(SUBJECT_ALTERNATIVE_NAME);
    alternatives = extension
      ? new x509.SubjectAlternativeNameExtension(
          extension.rawData,
        ).names.toJSON()
      : [];
    commonNames = request.subjectName.getField('CN');
    publicKey = createPublicKey({
      key: Buffer.from(request.publicKey.rawData),
      format: 'der',
      type: 'spki',
    });
  } catch {
    throw new SigningRequestError('It is no PKCS#10 signing request');
  }
  if (!(await isSignedByItself(request))) {
    throw new SigningRequestError('It is not signed with its own key');
  }
  const strange = alternatives.find(
    ({ type }) => type !== 'dns' && type !== 'ip',
  );
  if (strange) {
    throw new SigningRequestError(
      `It asks for an alternative name of the type ${strange.type}`,
    );
  }
  return {
    names: normalizeNames([
      ...alternatives.map(({ value }) => value),
      ...commonNames,
    ]),
    publicKey: new Uint8Array(request.publicKey.rawData),
    key: keySpecOf(publicKey),
  };
}

async function isSignedByItself(
  request: x509.Pkcs10CertificateRequest,
): Promise<boolean> {
  try {
    return await request.verify(webcrypto as unknown as Crypto);
  } catch {
    // A key or a signature of a kind that nobody here knows proves nothing.
    return false;
  }
}

function keySpecOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): KeySpec | null {
  const curve = CURVES[asymmetricKeyDetails?.namedCurve ?? ''];
  return (
    KEY_SPECS.find(spec =>
      spec.type === 'ec'
        ? asymmetricKeyType === 'ec' && spec.curve === curve
        : asymmetricKeyType === 'rsa' &&
          spec.size === asymmetricKeyDetails?.modulusLength,
    ) ?? null
  );
}
