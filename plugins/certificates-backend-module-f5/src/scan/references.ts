import { z } from 'zod';
import { SnapshotReference } from '@cmt/backstage-plugin-certificates-node';
import { fullPathOf, identity, texts, toFullPath } from './values';

/** A kind of object, apart from SSL profiles, that can name certificates. */
export interface ReferenceKind {
  /** Collection path below `/mgmt/tm`. */
  kind: string;
  /** Attributes with one or several full paths. */
  fields: readonly string[];
}

/**
 * Where certificates are named, apart from SSL profiles. A collection that a
 * version or its modules do not have is left out.
 */
export const REFERENCE_KINDS: readonly ReferenceKind[] = [
  { kind: 'ltm/monitor/https', fields: ['cert'] },
  { kind: 'ltm/monitor/sip', fields: ['cert'] },
  { kind: 'ltm/profile/certificate-authority', fields: ['caFile'] },
  {
    kind: 'ltm/profile/ocsp-stapling-params',
    fields: ['signerCert', 'trustedCa', 'trustedResponders'],
  },
  {
    kind: 'ltm/auth/ldap',
    fields: ['sslCaCertFile', 'sslClientCert'],
  },
  {
    kind: 'sys/crypto/cert-validator/ocsp',
    fields: ['signerCert', 'trustedResponders'],
  },
  {
    kind: 'sys/crypto/ca-bundle-manager',
    fields: ['trustedCaBundle', 'includeBundle', 'excludeBundle'],
  },
  {
    kind: 'net/ipsec/ike-peer',
    fields: ['myCertFile', 'caCertFile', 'peersCertFile'],
  },
];

const objectSchema = z.looseObject(identity);

/** Reads the references in one object of a kind. */
export function readReferences(
  { kind, fields }: ReferenceKind,
  item: unknown,
): SnapshotReference[] {
  const object = objectSchema.parse(item);
  return fields.flatMap(field =>
    texts.parse(object[field]).map(certificate => ({
      kind,
      object: fullPathOf(object),
      field,
      certificate: toFullPath(certificate),
    })),
  );
}

const HTTPD_FIELDS = [
  'sslCertfile',
  'sslCertchainfile',
  'sslCaCertFile',
] as const;

/**
 * Reads `sys/httpd`, the management web server. It names files; those that are
 * file objects too are references.
 *
 * @param bySystemPath - full path of a certificate by its file name on the device
 */
export function readHttpdReferences(
  body: unknown,
  bySystemPath: ReadonlyMap<string, string>,
): SnapshotReference[] {
  const httpd = z.looseObject({}).parse(body);
  return HTTPD_FIELDS.flatMap(field =>
    texts.parse(httpd[field]).flatMap(file => {
      const certificate = bySystemPath.get(file) ?? fileObjectOf(file);
      return certificate
        ? [{ kind: 'sys/httpd', object: 'httpd', field, certificate }]
        : [];
    }),
  );
}

/** `/config/filestore/files_d/Common_d/certificate_d/:Common:x.crt_29289_1` is `/Common/x.crt`. */
function fileObjectOf(file: string): string | undefined {
  const match = /\/certificate_d\/(:.+)_\d+_\d+$/.exec(file);
  return match?.[1].replace(/:/g, '/');
}

const trustCertificateSchema = z.object({
  name: z.string(),
  expirationDate: z.number().optional(),
});

/**
 * A warning about device trust certificates that have ended: they are no file
 * objects of the inventory, yet synchronisation stops with them.
 */
export function deviceTrustWarning(item: unknown, now: number): string | null {
  const { name, expirationDate } = trustCertificateSchema.parse(item);
  return expirationDate !== undefined && expirationDate * 1000 <= now
    ? `The device trust certificate ${name} ended on ${new Date(
        expirationDate * 1000,
      )
        .toISOString()
        .slice(
          0,
          10,
        )}; configuration can no longer be synchronised. Renew it on the device.`
    : null;
}
