import type { CertificateFile, KeyFile } from '../../configuration';
import { splitFullPath } from '../../configuration';
import {
  certificateMetadata,
  keyMetadata,
} from '../../configuration/certificateMetadata';
import { urlName } from '../model/Links';
import {
  Attributes,
  Collection,
  collection,
  subCollection,
} from '../model/Resource';
import { cryptoCertificateWrites, cryptoKeyWrites } from './cryptoWrites';
import { checksum } from './files';

/**
 * The second view of certificates and keys: split subjects, sizes as text,
 * neither serial number nor epoch date.
 */
const SUBJECT_NAMES: Record<string, string> = {
  L: 'city',
  CN: 'commonName',
  C: 'country',
  emailAddress: 'emailAddress',
  O: 'organization',
  OU: 'ou',
  ST: 'state',
};

/** Of several attributes of a type, only the first encoded one is shown. */
function splitSubject(attributes: readonly [string, string][]): Attributes {
  const split: Attributes = {};
  for (const [type, value] of attributes) {
    const name = SUBJECT_NAMES[type];
    if (name && !(name in split)) split[name] = value;
  }
  return split;
}

const KEY_TYPES: Record<string, string> = {
  'rsa-public': 'RSA',
  'ec-public': 'EC',
  'dsa-public': 'DSA',
};

const validators = subCollection<CertificateFile, string>({
  name: 'cert-validators',
  property: 'certValidatorsReference',
  label: 'Certificate Validator',
  list: () => [],
  fullPath: name => name,
  generation: () => 1,
  attributes: () => ({}),
  exists: ({ version }) => version.hasCertificateValidation,
});

const cryptoCertificates = collection<CertificateFile>({
  path: 'sys/crypto/cert',
  label: 'Certificate File',
  partitioned: true,
  list: ({ configuration }) => configuration.certificateFiles.list(),
  find: ({ configuration }, path) => configuration.certificateFiles.get(path),
  fullPath: file => file.fullPath,
  generation: file => file.generation,
  attributes: (file, { version }) => {
    const { leaf } = certificateMetadata(file.content);
    if (!leaf) return cryptoIdentity(file.fullPath, version);
    const { subjectAlternativeName } = leaf;
    const split: Attributes = {
      ...splitSubject(leaf.subjectAttributes),
      ...(version.hasCertificateFingerprint && {
        fingerprint: leaf.fingerprint,
      }),
      ...(subjectAlternativeName && { subjectAlternativeName }),
    };
    return {
      ...cryptoIdentity(file.fullPath, version),
      apiRawValues: {
        certificateKeySize: String(leaf.keySize),
        expiration: leaf.expirationString,
        issuer: leaf.issuer,
        publicKeyType: KEY_TYPES[leaf.keyType] ?? 'RSA',
      },
      ...Object.fromEntries(
        Object.entries(split).sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    };
  },
  subCollections: [validators],
  writes: cryptoCertificateWrites,
});

/** From 14.0 the whole path stands where the name would, and no partition. */
function cryptoIdentity(
  fullPath: string,
  version: { cryptoNamesArePaths: boolean },
): Attributes {
  return version.cryptoNamesArePaths
    ? { name: fullPath, partition: undefined, subPath: undefined }
    : {};
}

const cryptoKeys = collection<KeyFile>({
  path: 'sys/crypto/key',
  label: 'Certificate Key File',
  partitioned: true,
  list: ({ configuration }) => configuration.keyFiles.list(),
  find: ({ configuration }, path) => configuration.keyFiles.get(path),
  fullPath: file => file.fullPath,
  generation: file => file.generation,
  attributes: (file, { version }) => {
    const { keySize, keyType, curve } = keyMetadata(
      file.content,
      file.passphrase,
    );
    return {
      ...cryptoIdentity(file.fullPath, version),
      ...(curve && { curveName: curve }),
      keySize: String(keySize),
      keyType,
      securityType: file.securityType,
    };
  },
  writes: cryptoKeyWrites,
});

/** Where a file lies on disk: `:<partition>:<name>_<number>_<revision>`. */
function cachePath(
  file: CertificateFile | KeyFile,
  folder: string,
  number: number,
): string {
  const { partition = 'Common' } = splitFullPath(file.fullPath);
  const name = file.fullPath.replaceAll('/', ':');
  return `/config/filestore/files_d/${partition}_d/${folder}/${name}_${number}_${file.revision}`;
}

export interface FileObjectView {
  path: 'adc/fileobject/ssl-cert' | 'adc/fileobject/ssl-key';
  kind: string;
  folder: string;
}

export const FILE_OBJECT_VIEWS: FileObjectView[] = [
  {
    path: 'adc/fileobject/ssl-cert',
    kind: 'tm:adc:fileobject:ssl-cert',
    folder: 'certificate_d',
  },
  {
    path: 'adc/fileobject/ssl-key',
    kind: 'tm:adc:fileobject:ssl-key',
    folder: 'certificate_key_d',
  },
];

/** The third view, of another daemon: it knows the file on disk. */
export function fileObjectAnswer(
  view: FileObjectView,
  file: CertificateFile | KeyFile,
  number: number,
): Attributes {
  const { name, partition = 'Common' } = splitFullPath(file.fullPath);
  const objectId = 29_287 + 2 * number;
  return {
    cachePath: cachePath(file, view.folder, objectId),
    ...(file.systemPath && { systemPath: file.systemPath }),
    ...(file.sourcePath && { sourcePath: file.sourcePath }),
    checksum: checksum(file.content),
    size: file.content.length,
    objectId,
    name,
    fullPath: file.fullPath,
    authPartition: `/${partition}`,
    generation: file.generation,
    lastUpdateMicros: 0,
    kind: `${view.kind}:fileobjectitemstate`,
    selfLink: `https://localhost/mgmt/tm/${view.path}/${urlName(
      file.fullPath,
    )}`,
  };
}

export const cryptoResources: Collection[] = [cryptoCertificates, cryptoKeys];
