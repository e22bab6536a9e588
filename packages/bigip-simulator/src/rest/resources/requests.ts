import * as x509 from '@peculiar/x509';
import { createPublicKey } from 'node:crypto';
import { REQUESTS } from '../../device/DeviceFiles';
import { Attributes, Collection, collection } from '../model/Resource';
import { requestWrites } from './cryptoWrites';

const NAMES: Record<string, string> = {
  L: 'city',
  CN: 'commonName',
  C: 'country',
  E: 'emailAddress',
  O: 'organization',
  OU: 'ou',
  ST: 'state',
};

/** Object identifier of the extension. */
const ALTERNATIVE_NAME = '2.5.29.17';

function describe(pem: Buffer): Attributes {
  const request = new x509.Pkcs10CertificateRequest(pem.toString('ascii'));
  const key = createPublicKey({
    key: Buffer.from(request.publicKey.rawData),
    type: 'spki',
    format: 'der',
  });
  const subject: Attributes = {};
  for (const part of request.subjectName.toJSON())
    for (const [type, [value]] of Object.entries(part))
      if (NAMES[type]) subject[NAMES[type]] ??= value;
  const extension = request.getExtension(ALTERNATIVE_NAME);
  const alternative =
    extension instanceof x509.SubjectAlternativeNameExtension
      ? extension.names.items
      : [];
  return {
    ...Object.fromEntries(
      Object.entries(subject).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    ...(alternative.length > 0 && {
      subjectAlternativeName: alternative
        .map(({ type, value }) =>
          type === 'ip'
            ? `IP Address:${value}`
            : `${type === 'dns' ? 'DNS' : type}:${value}`,
        )
        .join(', '),
    }),
    apiRawValues: {
      keySize: String(key.asymmetricKeyDetails?.modulusLength ?? 256),
      publicKeyType: key.asymmetricKeyType === 'rsa' ? 'RSA' : 'EC',
    },
  };
}

/**
 * Requests that the device made: files, found by their bare names. The answer
 * has what is in the request, but not the request.
 */
export const requestResource: Collection = collection<string>({
  path: 'sys/crypto/csr',
  label: 'csr',
  partitioned: false,
  list: ({ files }) => files.list(REQUESTS) ?? [],
  find: ({ files }, name) =>
    files.read(`${REQUESTS}/${name}`) ? name : undefined,
  fullPath: name => name,
  generation: () => 1,
  attributes: (name, { files }) => {
    const pem = files.read(`${REQUESTS}/${name}`);
    return pem ? describe(pem) : {};
  },
  writes: requestWrites,
});
