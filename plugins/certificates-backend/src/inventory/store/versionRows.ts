import {
  CertificateFacts,
  SnapshotCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { Row, toFlag } from '../../database';
import { commonNameOf, metadataNames } from '../identity';

/**
 * Postgres stores no NUL characters, and no honest name holds one: what a
 * certificate smuggles in is shown as what it is, an unreadable character.
 */
function clean(text: string): string;
function clean(text: string | null): string | null;
function clean(text: string | null): string | null {
  return text === null ? null : text.replaceAll('\u0000', '\uFFFD');
}

/** Row of a version whose encoded certificate is known. @internal */
export function versionRowFromFacts(
  facts: CertificateFacts,
  firstSeenAt: number,
): Row {
  return {
    id: facts.fingerprint,
    facts_source: 'der',
    subject: clean(facts.subject),
    issuer: clean(facts.issuer),
    issuer_label: clean(facts.issuerLabel),
    serial_number: facts.serialNumber,
    not_before: facts.notBefore,
    not_after: facts.notAfter,
    names: JSON.stringify(facts.names.map(name => clean(name))),
    key_type: facts.keyType,
    key_size: facts.keySize,
    curve: facts.curve,
    signature_algorithm: facts.signatureAlgorithm,
    self_signed: toFlag(facts.selfSigned),
    is_ca: toFlag(facts.isCa),
    extended_key_usage: JSON.stringify(facts.extendedKeyUsage),
    first_seen_at: firstSeenAt,
  };
}

/** Row of a version that only a device's metadata describe. @internal */
export function versionRowFromMetadata(
  id: string,
  certificate: SnapshotCertificate,
  firstSeenAt: number,
): Row {
  return {
    id,
    facts_source: 'metadata',
    subject: clean(certificate.subject),
    issuer: clean(certificate.issuer),
    issuer_label: clean(commonNameOf(certificate.issuer) ?? certificate.issuer),
    serial_number: certificate.serialNumber,
    not_before: null,
    not_after: certificate.notAfter,
    names: JSON.stringify(metadataNames(certificate).map(name => clean(name))),
    key_type: certificate.keyType,
    key_size: certificate.keySize,
    curve: certificate.curve,
    signature_algorithm: null,
    // Equal text proves little in general, but here it can only be wrong for a
    // CA that issues certificates in its own name.
    self_signed:
      certificate.subject === null
        ? null
        : toFlag(certificate.subject === certificate.issuer),
    is_ca: null,
    extended_key_usage: '[]',
    first_seen_at: firstSeenAt,
  };
}
