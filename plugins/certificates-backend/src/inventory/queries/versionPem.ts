import { Knex } from 'knex';
import { readInParts } from '../../database';
import { ReadOptions } from '../types';
import { listVersions } from './detail';

/**
 * A version and the chain that was seen with it, leaf first, as PEM. Holds public
 * certificates only.
 *
 * @returns `undefined` when the certificate has no such version, or only a device's
 *   metadata about it are known
 * @internal
 */
export async function getVersionPem(
  knex: Knex,
  certificateId: string,
  versionId: string,
  options: ReadOptions & { now: number },
): Promise<string | undefined> {
  const versions = await listVersions(knex, certificateId, options);
  const version = versions?.find(({ id }) => id === versionId);
  if (!version?.fingerprint) {
    return undefined;
  }
  const fingerprints = [
    version.fingerprint,
    ...version.chain.map(link => link.fingerprint),
  ];
  const rows = await readInParts(fingerprints, part =>
    knex('encoded_certificates')
      .whereIn('fingerprint', part)
      .select<{ fingerprint: string; der: Buffer }[]>('fingerprint', 'der'),
  );
  const encoded = new Map(rows.map(row => [row.fingerprint, row.der]));
  if (!encoded.has(version.fingerprint)) {
    return undefined;
  }
  return fingerprints
    .flatMap(fingerprint => encoded.get(fingerprint) ?? [])
    .map(toPem)
    .join('');
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [
    '-----BEGIN CERTIFICATE-----',
    ...lines,
    '-----END CERTIFICATE-----',
    '',
  ].join('\n');
}
