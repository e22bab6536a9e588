import type { CertificateFile, FileObject, KeyFile } from '../../configuration';
import { fileReferrers } from '../../configuration';
import { isEncryptedPem } from '../../configuration/keyPairs';
import { McpdError } from '../errors';
import type {
  Attributes,
  CollectionWrites,
  WriteContext,
} from '../model/Resource';
import {
  notInContext,
  path,
  refuseUnknown,
  rewritten,
  text,
} from '../write/bodies';
import {
  checkContent,
  readSource,
  unreadableSource,
} from '../write/fileSources';

/** Attributes that the bytes decide; they may be sent back and change nothing. */
const DERIVED = [
  ...[
    'certificateKeyCurveName',
    'certificateKeySize',
    'checksum',
    'createTime',
  ],
  ...[
    'createdBy',
    'email',
    'expirationDate',
    'expirationString',
    'fingerprint',
  ],
  ...[
    'isBundle',
    'issuer',
    'keyType',
    'keySize',
    'curveName',
    'lastUpdateTime',
  ],
  ...['mode', 'revision', 'serialNumber', 'size', 'subject', 'systemPath'],
  ...[
    'subjectAlternativeName',
    'updatedBy',
    'version',
    'cachePath',
    'isDynamic',
  ],
];

const COMMON = ['sourcePath', 'description', 'appService', 'metadata'];
/** Attributes that came with 13.0. */
const VALIDATION = ['issuerCert', 'certValidationOptions', 'certValidators'];
const CERTIFICATE = [...DERIVED, ...COMMON, ...VALIDATION];
const KEY = [...DERIVED, ...COMMON, 'passphrase', 'securityType'];

/** Some bodies hold a path where a name belongs: the copy tool stumbles. */
function checkName(body: Attributes): void {
  if (text(body, 'name')?.includes('/')) throw unreadableSource();
}

/** A file whose bytes are new: written by the caller, at this moment. */
export function replaced<T extends FileObject>(
  file: T | undefined,
  source: { content: Buffer; sourcePath?: string },
  { caller, configuration }: WriteContext,
): Pick<T, 'content' | 'sourcePath' | 'lastUpdateTime' | 'updatedBy'> & {
  revision: number;
} {
  return {
    content: source.content,
    sourcePath: source.sourcePath,
    lastUpdateTime: configuration.now(),
    updatedBy: caller.name,
    revision: (file?.revision ?? 0) + 1,
  };
}

/** @throws McpdError 400 when somebody refers to the file */
function refuseInUse(
  fullPath: string,
  type: 'cert' | 'key',
  { configuration, original }: WriteContext,
): void {
  // A reference that goes away in the same transaction counts still: order
  // inside a transaction does not help a delete.
  if (
    [original, configuration].some(
      state => fileReferrers(state, fullPath, type).length > 0,
    )
  )
    throw new McpdError(
      400,
      `01071349:3: File object by name (${fullPath}) is in use.`,
      3,
    );
}

export const certificateWrites: CollectionWrites<CertificateFile> = {
  check(body, method, { version }) {
    refuseUnknown(
      body,
      version.hasCertificateValidation
        ? CERTIFICATE
        : CERTIFICATE.filter(name => !VALIDATION.includes(name)),
    );
    if (method !== 'POST') return;
    checkName(body);
    for (const name of VALIDATION)
      if (body[name] !== undefined) throw notInContext(name, 'create');
    if (text(body, 'sourcePath') === undefined)
      throw McpdError.schema(
        'one or more properties must be specified: source-path',
      );
  },
  create(fullPath, body, context) {
    const { configuration, caller } = context;
    if (configuration.certificateFiles.has(fullPath))
      throw McpdError.exists('Certificate File', fullPath);
    const source = readSource(text(body, 'sourcePath')!, context);
    checkContent(source.content, 'cert', fullPath);
    configuration.addCertificateFile({
      ...source,
      fullPath,
      createdBy: caller.name,
      updatedBy: caller.name,
      description: text(body, 'description'),
    });
  },
  modify(file, body, context) {
    const { configuration } = context;
    const sourcePath = text(body, 'sourcePath');
    const source =
      sourcePath === undefined ? undefined : readSource(sourcePath, context);
    if (source) checkContent(source.content, 'cert', file.fullPath);
    const issuerCert = path(body, 'issuerCert');
    if (
      issuerCert !== undefined &&
      issuerCert !== 'none' &&
      !configuration.certificateFiles.has(issuerCert)
    )
      throw McpdError.notFound('Certificate File', issuerCert);
    const options = body.certValidationOptions;
    configuration.addCertificateFile({
      ...rewritten(file),
      ...(source && replaced(file, source, context)),
      ...(issuerCert !== undefined && {
        issuerCert: issuerCert === 'none' ? undefined : issuerCert,
      }),
      ...(Array.isArray(options) && {
        certValidationOptions: options.map(String),
      }),
      ...(body.description !== undefined && {
        description: text(body, 'description'),
      }),
    });
  },
  remove(file, context) {
    refuseInUse(file.fullPath, 'cert', context);
    context.configuration.certificateFiles.delete(file.fullPath);
  },
};

/** Whether and how a key is protected, from the body and from its bytes. */
export function protection(
  body: Attributes,
  content: Buffer,
): Pick<KeyFile, 'passphrase' | 'securityType'> {
  const passphrase = text(body, 'passphrase') || undefined;
  return {
    passphrase,
    securityType:
      isEncryptedPem(content) && passphrase !== undefined
        ? 'password'
        : 'normal',
  };
}

export const keyWrites: CollectionWrites<KeyFile> = {
  check(body, method) {
    refuseUnknown(body, KEY);
    if (method !== 'POST') return;
    checkName(body);
    if (text(body, 'sourcePath') === undefined)
      throw McpdError.schema(
        'one or more properties must be specified: source-path',
      );
  },
  create(fullPath, body, context) {
    const { configuration, caller } = context;
    if (configuration.keyFiles.has(fullPath))
      throw McpdError.exists('Certificate Key File', fullPath);
    const source = readSource(text(body, 'sourcePath')!, context);
    checkContent(source.content, 'key', fullPath);
    configuration.addKeyFile({
      ...source,
      ...protection(body, source.content),
      fullPath,
      mode: 0o100640,
      createdBy: caller.name,
      updatedBy: caller.name,
      description: text(body, 'description'),
    });
  },
  modify(file, body, context) {
    const sourcePath = text(body, 'sourcePath');
    const source =
      sourcePath === undefined ? undefined : readSource(sourcePath, context);
    if (source) checkContent(source.content, 'key', file.fullPath);
    const sealed = text(body, 'passphrase')?.startsWith('$M$');
    context.configuration.addKeyFile({
      ...rewritten(file),
      ...(source && replaced(file, source, context)),
      ...((source || body.passphrase !== undefined) &&
        !sealed &&
        protection(body, (source ?? file).content)),
      ...(body.description !== undefined && {
        description: text(body, 'description'),
      }),
    });
  },
  remove(file, context) {
    refuseInUse(file.fullPath, 'key', context);
    context.configuration.keyFiles.delete(file.fullPath);
  },
};
