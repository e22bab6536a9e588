import { createHash, X509Certificate } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { CampaignSelection } from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { applyVisibility } from '../../inventory/queries/visibility';
import { LISTING } from '../../inventory/rows';
import { ReadOptions } from '../../inventory/types';
import {
  CertificateForRenewal,
  CertificateReader,
  matches,
} from '../../policy';

/** Certificates that are read at once. */
const PAGE = 500;

/**
 * Certificates that everything of a selection fits. Reads page after page.
 *
 * @throws InputError when the selection states nothing
 * @internal
 */
export async function* selectCertificates(options: {
  knex: Knex;
  certificates: CertificateReader;
  selection: CampaignSelection;
  read?: ReadOptions;
}): AsyncGenerator<CertificateForRenewal> {
  const { knex, certificates, selection, read } = options;
  if (
    !Object.values(selection).some(value =>
      Array.isArray(value) ? value.length > 0 : value !== undefined,
    )
  ) {
    throw new InputError(
      'Say which certificates are meant: the selection states nothing',
    );
  }
  for (let last = ''; ; ) {
    const query = knex('certificates as c')
      .where({ 'c.listing': LISTING.current, 'c.category': 'certificate' })
      .where('c.id', '>', last)
      .orderBy('c.id')
      .limit(PAGE)
      .pluck<string[]>('c.id');
    if (read?.visibility) {
      applyVisibility(knex, query, read.visibility);
    }
    const ids: string[] = await query;
    for (const certificate of (await certificates.many(ids)).values()) {
      if (
        fits(selection, certificate) &&
        (await hasKey(selection, certificate, certificates))
      ) {
        yield certificate;
      }
    }
    if (ids.length < PAGE) {
      return;
    }
    last = ids[ids.length - 1];
  }
}

function fits(
  selection: CampaignSelection,
  certificate: CertificateForRenewal,
): boolean {
  const { issuers, names, devices, environments, owners } = selection;
  const { keyTypes, keyBelow, expiresBefore } = selection;
  const { keyType, keySize, expiresAt } = certificate;
  return (
    matches(
      {
        ...(issuers?.length && { issuers }),
        ...(names?.length && { names }),
        ...(devices?.length && { devices }),
        ...(environments?.length && { environments }),
        ...(owners?.length && { owners }),
      },
      certificate,
    ) &&
    (!keyTypes?.length || keyTypes.some(type => type === keyType)) &&
    (keyBelow === undefined ||
      // Keys of elliptic curves are short and strong: meant only when named.
      ((keyTypes?.length ? true : keyType === 'rsa') &&
        keySize !== null &&
        keySize < keyBelow)) &&
    (expiresBefore === undefined ||
      (expiresAt !== null && expiresAt < Date.parse(expiresBefore)))
  );
}

async function hasKey(
  { publicKeyFingerprint }: CampaignSelection,
  { versionId }: CertificateForRenewal,
  certificates: CertificateReader,
): Promise<boolean> {
  if (publicKeyFingerprint === undefined) {
    return true;
  }
  const encoded = versionId && (await certificates.encoded(versionId));
  if (!encoded) {
    return false;
  }
  const spki = new X509Certificate(encoded).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  return (
    createHash('sha256').update(spki).digest('hex') ===
    publicKeyFingerprint.toLowerCase()
  );
}
