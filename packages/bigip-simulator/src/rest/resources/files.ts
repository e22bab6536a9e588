import { createHash } from 'node:crypto';
import type {
  CertificateFile,
  DeviceConfiguration,
  FileObject,
  KeyFile,
  ObjectTable,
} from '../../configuration';
import {
  bundleMetadata,
  certificateMetadata,
  CertificateMetadata,
  keyMetadata,
} from '../../configuration/certificateMetadata';
import {
  AnswerContext,
  Attributes,
  Collection,
  collection,
  subCollection,
} from '../model/Resource';
import { certificateWrites, keyWrites } from './fileWrites';
import { sealedSecret } from './secrets';

/** Seconds are the finest unit of a device's times. */
export function deviceTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

const checksums = new WeakMap<Buffer, string>();

/** `SHA1:<bytes>:<hex>` over the raw bytes, text around the PEM included. */
export function checksum(content: Buffer): string {
  let known = checksums.get(content);
  if (!known) {
    const hex = createHash('sha1').update(content).digest('hex');
    known = `SHA1:${content.length}:${hex}`;
    checksums.set(content, known);
  }
  return known;
}

/** Attributes that every file object has, around those of its content. */
function fileAttributes(file: FileObject, content: Attributes): Attributes {
  return {
    checksum: checksum(file.content),
    createTime: deviceTime(file.createTime),
    createdBy: file.createdBy,
    ...content,
    lastUpdateTime: deviceTime(file.lastUpdateTime),
    mode: file.mode,
    revision: file.revision,
    size: file.content.length,
    ...(file.sourcePath && { sourcePath: file.sourcePath }),
    ...(file.systemPath && { systemPath: file.systemPath }),
    updatedBy: file.updatedBy,
  };
}

/** Attributes of one certificate, wherever it is shown. */
function certificateContent(
  leaf: CertificateMetadata,
  { version }: AnswerContext,
  options: { fingerprint: boolean },
): Attributes {
  return {
    ...(leaf.email && { email: leaf.email }),
    expirationDate: leaf.expirationDate,
    expirationString: leaf.expirationString,
    ...(options.fingerprint &&
      version.hasCertificateFingerprint && { fingerprint: leaf.fingerprint }),
    issuer: leaf.issuer,
    keyType: leaf.keyType,
    ...(leaf.serialNumber && { serialNumber: leaf.serialNumber }),
    subject: leaf.subject,
    ...(leaf.subjectAlternativeName && {
      subjectAlternativeName: leaf.subjectAlternativeName,
    }),
    version: leaf.version,
  };
}

function byName(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const members = subCollection<
  CertificateFile,
  { metadata: CertificateMetadata; index: number; generation: number }
>({
  name: 'bundle-certificates',
  property: 'bundleCertificatesReference',
  label: 'Bundle Certificate',
  // A single certificate has no members: it is no bundle.
  list: file => {
    const { count } = certificateMetadata(file.content);
    return count < 2
      ? []
      : bundleMetadata(file.content).map((metadata, index) => ({
          metadata,
          index,
          generation: file.generation,
        }));
  },
  fullPath: ({ metadata, index }) =>
    `${/CN=([^,]+)/.exec(metadata.subject)?.[1] ?? 'certificate'}-${index}`,
  generation: ({ generation }) => generation,
  attributes: ({ metadata }, context) =>
    byName({
      certificateKeyCurveName: metadata.curve ?? 'none',
      certificateKeySize: metadata.keySize,
      ...certificateContent(metadata, context, { fingerprint: false }),
    }),
});

const validators = subCollection<CertificateFile, string>({
  name: 'cert-validators',
  property: 'certValidatorsReference',
  label: 'Certificate Validator',
  list: () => [],
  fullPath: name => name,
  generation: () => 1,
  attributes: () => ({}),
});

function certificateFiles(options: {
  path: string;
  label: string;
  table: (configuration: DeviceConfiguration) => ObjectTable<CertificateFile>;
  /** The file store shows more of a certificate than device trust does. */
  deviceTrust?: boolean;
}): Collection {
  return collection<CertificateFile>({
    path: options.path,
    label: options.label,
    partitioned: true,
    list: ({ configuration }) => options.table(configuration).list(),
    find: ({ configuration }, path) => options.table(configuration).get(path),
    fullPath: file => file.fullPath,
    generation: file => file.generation,
    attributes: (file, context) => {
      const { leaf, count } = certificateMetadata(file.content);
      const { version, links } = context;
      const validation = version.hasCertificateValidation && {
        ...(file.certValidationOptions && {
          certValidationOptions: file.certValidationOptions,
        }),
        ...(file.issuerCert && {
          issuerCert: file.issuerCert,
          issuerCertReference: links.object(options.path, file.issuerCert),
        }),
      };
      return byName({
        ...fileAttributes(file, {
          isBundle: String(count > 1),
          ...(leaf && {
            ...(!options.deviceTrust && {
              certificateKeyCurveName: leaf.curve ?? 'none',
            }),
            certificateKeySize: leaf.keySize,
            ...certificateContent(leaf, context, {
              fingerprint: !options.deviceTrust,
            }),
          }),
          ...(!options.deviceTrust && validation),
        }),
      });
    },
    subCollections: options.deviceTrust ? [] : [members, validators],
    writes: options.deviceTrust ? undefined : certificateWrites,
  });
}

const orderManager = subCollection<KeyFile, string>({
  name: 'cert-order-manager',
  property: 'certOrderManagerReference',
  label: 'Certificate Order Manager',
  list: () => [],
  fullPath: name => name,
  generation: () => 1,
  attributes: () => ({}),
  exists: ({ version }) => version.hasChainUsage,
});

function keyFiles(options: {
  path: string;
  label: string;
  table: (configuration: DeviceConfiguration) => ObjectTable<KeyFile>;
  deviceTrust?: boolean;
}): Collection {
  return collection<KeyFile>({
    path: options.path,
    label: options.label,
    partitioned: true,
    list: ({ configuration }) => options.table(configuration).list(),
    find: ({ configuration }, path) => options.table(configuration).get(path),
    fullPath: file => file.fullPath,
    generation: file => file.generation,
    attributes: (file, { configuration }) => {
      const key = keyMetadata(file.content, file.passphrase);
      return byName(
        fileAttributes(file, {
          ...(!options.deviceTrust && { curveName: key.curve ?? 'none' }),
          keySize: key.keySize,
          keyType: key.keyType,
          ...(file.passphrase && {
            passphrase: sealedSecret(file.passphrase, configuration),
          }),
          securityType: file.securityType,
        }),
      );
    },
    subCollections: options.deviceTrust ? [] : [orderManager],
    writes: options.deviceTrust ? undefined : keyWrites,
  });
}

export const fileResources: Collection[] = [
  certificateFiles({
    path: 'sys/file/ssl-cert',
    label: 'Certificate File',
    table: configuration => configuration.certificateFiles,
  }),
  keyFiles({
    path: 'sys/file/ssl-key',
    label: 'Certificate Key File',
    table: configuration => configuration.keyFiles,
  }),
  certificateFiles({
    path: 'cm/cert',
    label: 'Device Certificate File',
    table: configuration => configuration.trustCertificates,
    deviceTrust: true,
  }),
  keyFiles({
    path: 'cm/key',
    label: 'Device Key File',
    table: configuration => configuration.trustKeys,
    deviceTrust: true,
  }),
];
