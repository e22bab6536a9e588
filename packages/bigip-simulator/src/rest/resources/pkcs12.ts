import { createPrivateKey } from 'node:crypto';
import { Pkcs12Content, readPkcs12 } from '../../pki/readPkcs12';
import { McpdError } from '../errors';
import {
  Attributes,
  Collection,
  collection,
  WriteContext,
} from '../model/Resource';
import { newObjectPath, text } from '../write/bodies';
import {
  installCertificate,
  installKey,
  sourceOf,
  withExtension,
} from './cryptoWrites';

function contentOf(body: Attributes, context: WriteContext): Pkcs12Content {
  const { content } = sourceOf(body, context);
  try {
    return readPkcs12(content, text(body, 'passphrase') ?? '');
  } catch {
    // The words are not recorded anywhere; only that it is refused.
    throw McpdError.schema(
      'Key management library returned bad status: -28, Bad password',
    );
  }
}

function install(body: Attributes, context: WriteContext): void {
  const named = newObjectPath(body, context);
  const { certificate, key } = contentOf(body, context);
  const passphrase =
    text(body, 'keyPassphrase') ?? text(body, 'key-passphrase');
  const stored = passphrase
    ? createPrivateKey(key)
        .export({
          type: 'pkcs8',
          format: 'pem',
          cipher: 'aes-256-cbc',
          passphrase,
        })
        .toString()
    : key;
  // The file itself is not kept: content and checksum are those of the PEM.
  installKey(
    withExtension(named, '.key', context),
    { content: Buffer.from(stored) },
    { passphrase },
    context,
  );
  installCertificate(
    withExtension(named, '.crt', context),
    { content: Buffer.from(certificate) },
    context,
  );
}

/** Only a verb: key and certificate of a file become objects of one name. */
export const pkcs12Resource: Collection = collection<never>({
  path: 'sys/crypto/pkcs12',
  label: 'pkcs12',
  partitioned: true,
  list: () => [],
  find: () => undefined,
  fullPath: name => name,
  generation: () => 1,
  attributes: () => ({}),
  writes: { commands: { install } },
});
