import { createPrivateKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateFile, KeyFile } from '../../configuration';
import { REQUESTS } from '../../device/DeviceFiles';
import {
  createRequest,
  createSelfSigned,
  RequestContent,
} from '../../pki/request';
import type { DistinguishedName, NameAttribute } from '../../pki';
import { McpdError } from '../errors';
import type {
  AnswerContext,
  Attributes,
  CollectionWrites,
  WriteContext,
} from '../model/Resource';
import { newObjectPath, path, rewritten, text } from '../write/bodies';
import { checkContent, readSource } from '../write/fileSources';
import {
  certificateWrites,
  keyWrites,
  protection,
  replaced,
} from './fileWrites';

const generate = promisify(generateKeyPair);
const DAY_MS = 24 * 60 * 60 * 1000;

/** Subject of requests and self-signed certificates, as it is encoded. */
const SUBJECT: [attribute: string, type: NameAttribute][] = [
  ['country', 'C'],
  ['state', 'ST'],
  ['city', 'L'],
  ['organization', 'O'],
  ['ou', 'OU'],
  ['commonName', 'CN'],
  ['emailAddress', 'emailAddress'],
];

function subjectOf(body: Attributes): DistinguishedName {
  return SUBJECT.flatMap(([name, type]) => {
    const value = text(body, name);
    return value ? [[type, value] as const] : [];
  });
}

/** `DNS:a, IP:1.2.3.4`, as requests write it. */
function namesOf(body: Attributes): RequestContent['names'] {
  return (text(body, 'subjectAlternativeName') ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '' && part !== 'none')
    .map(part => {
      const [, type, value] = /^(DNS|IP|email):(.+)$/i.exec(part) ?? [];
      if (!value)
        throw McpdError.schema(
          `invalid property value "subjectAlternativeName":"${part}"`,
        );
      return {
        type: type.toLocaleLowerCase('en') as 'dns' | 'ip' | 'email',
        value,
      };
    });
}

/** Up to 13.x, the verbs of `sys crypto` name files by their extension. */
export function withExtension(
  fullPath: string,
  extension: '.crt' | '.key',
  { version }: AnswerContext,
): string {
  return version.atLeast('14.0') || fullPath.endsWith(extension)
    ? fullPath
    : `${fullPath}${extension}`;
}

/** The file that a body names, read. */
export function sourceOf(body: Attributes, context: WriteContext) {
  const file = text(body, 'from-local-file') ?? text(body, 'fromLocalFile');
  const url = text(body, 'from-url') ?? text(body, 'fromUrl');
  if (!file && !url)
    throw McpdError.schema(
      'one or more properties must be specified: from-local-file',
    );
  return readSource(file ?? url!, context);
}

/** Puts a certificate where it is, or over the one that is there. */
export function installCertificate(
  fullPath: string,
  source: { content: Buffer; sourcePath?: string },
  context: WriteContext,
): void {
  const { configuration, caller } = context;
  checkContent(source.content, 'cert', fullPath);
  const file = configuration.certificateFiles.get(fullPath);
  configuration.addCertificateFile({
    ...(file ? rewritten(file) : { createdBy: caller.name }),
    ...replaced(file, source, context),
    fullPath,
  });
}

export function installKey(
  fullPath: string,
  source: { content: Buffer; sourcePath?: string },
  body: Attributes,
  context: WriteContext,
): void {
  const { configuration, caller } = context;
  checkContent(source.content, 'key', fullPath);
  const file = configuration.keyFiles.get(fullPath);
  configuration.addKeyFile({
    ...(file ? rewritten(file) : { createdBy: caller.name, mode: 0o100640 }),
    ...protection(body, source.content),
    ...replaced(file, source, context),
    fullPath,
  });
}

/** The key that a body names; reads it for a request or certificate. */
function keyOf(body: Attributes, { configuration }: AnswerContext) {
  const named = path(body, 'key');
  if (!named || named === 'none')
    throw McpdError.schema('one or more properties must be specified: key');
  const file = configuration.keyFiles.get(named);
  if (!file)
    throw new McpdError(
      400,
      `01070277:3: The requested key (${named}) was not found.`,
      3,
    );
  return createPrivateKey({
    key: file.content,
    ...(file.passphrase && { passphrase: file.passphrase }),
  });
}

/** Days of a certificate that nobody gave a lifetime, as on a device. */
const DEFAULT_LIFETIME_DAYS = 365;

export const cryptoCertificateWrites: CollectionWrites<CertificateFile> = {
  commands: {
    install(body, context) {
      const fullPath = withExtension(
        newObjectPath(body, context),
        '.crt',
        context,
      );
      installCertificate(fullPath, sourceOf(body, context), context);
    },
  },
  newPath: (fullPath, context) => withExtension(fullPath, '.crt', context),
  async prepare(body, context) {
    if (body.command !== undefined) return undefined;
    if (!text(body, 'commonName'))
      throw McpdError.schema(
        'one or more properties must be specified: common-name',
      );
    const now = context.configuration.now();
    const days = Number(text(body, 'lifetime') ?? DEFAULT_LIFETIME_DAYS);
    return createSelfSigned(keyOf(body, context), {
      subject: subjectOf(body),
      notBefore: now,
      notAfter: new Date(now.getTime() + days * DAY_MS),
      serialNumber: Math.floor(now.getTime() / 1000).toString(16),
    });
  },
  create(fullPath, _body, context) {
    if (context.configuration.certificateFiles.has(fullPath))
      throw McpdError.exists('Certificate File', fullPath);
    installCertificate(
      fullPath,
      { content: Buffer.from(String(context.prepared)) },
      context,
    );
  },
  remove: certificateWrites.remove,
};

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

async function generateKey(body: Attributes): Promise<string> {
  const type = text(body, 'keyType') ?? 'rsa-private';
  const size = Number(text(body, 'keySize') ?? 2048);
  const curve = text(body, 'curveName');
  if (type.startsWith('ec')) {
    const namedCurve = curve && curve !== 'none' ? curve : 'prime256v1';
    if (!CURVES.includes(namedCurve))
      throw McpdError.schema(`invalid property value "curveName":"${curve}"`);
    const { privateKey } = await generate('ec', { namedCurve });
    return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
  if (![512, 1024, 2048, 3072, 4096].includes(size))
    throw McpdError.schema(`invalid property value "keySize":"${size}"`);
  const { privateKey } = await generate('rsa', { modulusLength: size });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A key made on the device, perhaps with a request for it. */
interface GeneratedKey {
  pem: string;
  request?: string;
}

export const cryptoKeyWrites: CollectionWrites<KeyFile> = {
  commands: {
    install(body, context) {
      const fullPath = withExtension(
        newObjectPath(body, context),
        '.key',
        context,
      );
      installKey(fullPath, sourceOf(body, context), body, context);
    },
  },
  newPath: (fullPath, context) => withExtension(fullPath, '.key', context),
  async prepare(body): Promise<GeneratedKey | undefined> {
    if (body.command !== undefined) return undefined;
    const pem = await generateKey(body);
    return {
      pem,
      ...(text(body, 'commonName') && {
        request: await createRequest(createPrivateKey(pem), {
          subject: subjectOf(body),
          names: namesOf(body),
        }),
      }),
    };
  },
  create(fullPath, body, context) {
    if (context.configuration.keyFiles.has(fullPath))
      throw McpdError.exists('Certificate Key File', fullPath);
    const { files, afterwards, prepared } = context;
    const { pem, request } = prepared as GeneratedKey;
    installKey(fullPath, { content: Buffer.from(pem) }, {}, context);
    const file = `${REQUESTS}/${text(body, 'name')}`;
    if (request) afterwards(() => files.write(file, Buffer.from(request)));
  },
  remove: keyWrites.remove,
};

export const requestWrites: CollectionWrites<string> = {
  newPath: fullPath => fullPath.slice(fullPath.lastIndexOf('/') + 1),
  check(body, _method, { version }) {
    if (!version.atLeast('14.0'))
      throw McpdError.schema('"csr" unknown property');
    if (!text(body, 'commonName'))
      throw McpdError.schema(
        'one or more properties must be specified: common-name',
      );
  },
  async prepare(body, context) {
    return createRequest(keyOf(body, context), {
      subject: subjectOf(body),
      names: namesOf(body),
    });
  },
  create(name, _body, { files, prepared, afterwards }) {
    const file = `${REQUESTS}/${name}`;
    if (files.read(file)) throw McpdError.exists('csr', name);
    afterwards(() => files.write(file, Buffer.from(String(prepared))));
  },
  remove(name, { files, afterwards }) {
    afterwards(() => files.remove(`${REQUESTS}/${name}`));
  },
};
