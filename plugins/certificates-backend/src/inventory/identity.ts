import { createHash } from 'node:crypto';
import {
  isMeaninglessName,
  normalizeNames,
  primaryName,
} from '@cmt/backstage-plugin-certificates-common';
import { SnapshotCertificate } from '@cmt/backstage-plugin-certificates-node';
import { IdentityScope } from './types';

/** Prefix of ids of versions that are known by metadata only. */
const METADATA_PREFIX = 'm-';

/** @internal */
export function isMetadataId(versionId: string): boolean {
  return versionId.startsWith(METADATA_PREFIX);
}

/** Hexadecimal SHA-256 over parts that may hold any text. @internal */
export function digest(...parts: (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Id of a version by what a device says about it: equal for equal certificates
 * that devices describe in equal words.
 *
 * @internal
 */
export function metadataId(certificate: SnapshotCertificate): string {
  return `${METADATA_PREFIX}${digest(
    certificate.issuer,
    certificate.serialNumber,
    certificate.subject,
    certificate.notAfter,
    certificate.names.join(','),
    certificate.keyType,
    certificate.keySize,
    certificate.curve,
  )}`;
}

/**
 * Names by a device's metadata: the alternative names, else the common name of
 * its subject text.
 *
 * @remarks
 *
 * The text does not mark commas inside values, so that in general it cannot be
 * parsed. A common name is taken only when it is followed by the end or by the
 * next attribute: a comma inside it would break that. The wrong guess that is
 * left, an earlier value that contains `,CN=`, would cost a certificate its
 * place in a list until its DER is seen, and nothing else.
 *
 * @internal
 */
export function metadataNames(
  certificate: Pick<SnapshotCertificate, 'names' | 'subject'>,
): string[] {
  if (certificate.names.length > 0) {
    return normalizeNames(certificate.names);
  }
  const commonName = commonNameOf(certificate.subject);
  return commonName ? normalizeNames([commonName]) : [];
}

/**
 * The common name in a device's subject or issuer text, where it is certain
 * enough; see {@link metadataNames}.
 *
 * @internal
 */
export function commonNameOf(text: string | null): string | null {
  const match = /(?:^|,)CN=([^,=]+)(?=$|,[A-Za-z0-9.]+=)/.exec(text ?? '');
  return match ? match[1].trim() : null;
}

/** The logical certificate that an installed version belongs to. @internal */
export interface CertificateIdentity {
  id: string;
  /** Empty, `environment:NAME` or `device:NAME`. */
  scope: string;
  names: string[];
  title: string;
}

/**
 * Decides which logical certificate an installed version belongs to: the one of
 * its names within its scope.
 *
 * @internal
 */
export function certificateIdentity(options: {
  /** From the DER where it is known, else {@link metadataNames}. */
  names: string[];
  subject: string | null;
  versionId: string;
  factory: boolean;
  device: string;
  environment: string | null;
  identityScope: IdentityScope;
}): CertificateIdentity {
  const { names, subject, versionId, device, environment } = options;
  const meaningless = names.every(isMeaninglessName);
  let scope = '';
  if (options.factory || (names.length > 0 && meaningless)) {
    scope = `device:${device}`;
  } else if (options.identityScope === 'environment' && environment) {
    scope = `environment:${environment}`;
  }

  return {
    id: digest(scope, ...identifyingParts(options)).slice(0, 32),
    scope,
    names,
    title:
      primaryName(names) ??
      subject ??
      `Certificate ${versionId.replace(METADATA_PREFIX, '').slice(0, 12)}`,
  };
}

/**
 * Without a name, certificates of one subject succeed each other; without a
 * subject, nothing says that two certificates have anything in common.
 */
function identifyingParts(options: {
  names: string[];
  subject: string | null;
  versionId: string;
}): string[] {
  if (options.names.length > 0) {
    return ['names', ...options.names];
  }
  return options.subject
    ? ['subject', options.subject]
    : ['version', options.versionId];
}
