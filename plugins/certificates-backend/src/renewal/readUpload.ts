import 'reflect-metadata';
import { InputError } from '@backstage/errors';
import { readMaterial } from '@cmt/backstage-plugin-certificates-node';
import * as x509 from '@peculiar/x509';
import { nameChanges } from '../policy';
import { judgeIssued } from './steps';

const PKCS7_LINES = /-----BEGIN (PKCS7|CMS)-----/;

/** What a portal gives: PEM texts in any order, or PKCS#7 as PEM or base64. @internal */
export interface Upload {
  pem?: string;
  pkcs7?: string;
}

/**
 * Reads what somebody brings for a request.
 *
 * @returns PEM blocks, leaf first
 * @throws InputError that tells everything that is wrong with it at once
 * @internal
 */
export function readUpload(
  upload: Upload,
  options: { csrPem: string; names: readonly string[]; now: number },
): string[] {
  const { csrPem, names, now } = options;
  const { pem: text = '', pkcs7 = '' } = upload;
  const pem = [
    PKCS7_LINES.test(text) ? unpack(text) : text,
    pkcs7.trim() === '' ? '' : unpack(pkcs7),
  ].join('\n');
  if (pem.trim() === '') {
    throw new InputError(
      'Nothing was given: paste the certificate with its chain as PEM, or give a PKCS#7 file',
    );
  }
  if (/PRIVATE KEY/.test(pem)) {
    throw new InputError(
      'There is a private key among what was given; the key of this request never left this portal, give certificates only',
    );
  }
  const { material, problems } = readMaterial({ pem }, { now });
  const chain = material
    ? [material.certificate.certificatePem, ...material.certificate.chainPem]
    : [];
  const wrong = material
    ? judgeIssued(chain, { csrPem, now })
    : problems.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) {
    const lost = material
      ? nameChanges(names, material.certificate.names).lost
      : [];
    throw new InputError(
      [
        ...wrong.map(({ message }) => message),
        ...(lost.length > 0 ? [`It lacks the names ${lost.join(', ')}.`] : []),
      ].join('\n'),
    );
  }
  return chain;
}

/** Certificates of a PKCS#7 file (RFC 2315), in PEM or base64, as PEM. */
function unpack(text: string): string {
  try {
    const encoded = text.replace(/-----[^-]+-----|\s/g, '');
    return new x509.X509Certificates(Buffer.from(encoded, 'base64'))
      .map(certificate => certificate.toString('pem'))
      .join('\n');
  } catch {
    throw new InputError(
      'What was given as PKCS#7 cannot be read: give the whole file as base64, with or without its PEM lines',
    );
  }
}
