import {
  Policy,
  PolicyPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { toIso } from '../database';
import { applyVisibility } from '../inventory/queries/visibility';
import { LISTING } from '../inventory/rows';
import { ReadOptions } from '../inventory/types';
import { CertificateReader } from './CertificateReader';
import { PolicyService } from './PolicyService';
import { matches, policyFor } from './rules';

/** Certificates that are read at once. */
const PAGE = 500;

/** Certificates that are shown. */
const MAX_EXAMPLES = 100;

/**
 * Which certificates a policy would match, and what would change. Reads page
 * after page: memory does not grow with the number of certificates.
 *
 * @internal
 */
export async function previewPolicy(options: {
  knex: Knex;
  policies: PolicyService;
  certificates: CertificateReader;
  /** The policy as it would be. */
  policy: Policy;
  read: ReadOptions;
}): Promise<PolicyPreview> {
  const { knex, policies, certificates, policy, read } = options;
  const before = await policies.store.list();
  const after = [...before.filter(({ id }) => id !== policy.id), policy];
  const preview: PolicyPreview = { matches: 0, applies: 0, examples: [] };
  for (let last = ''; ; ) {
    const query = knex('certificates as c')
      .where({ 'c.listing': LISTING.current, 'c.category': 'certificate' })
      .where('c.id', '>', last)
      .orderBy('c.id')
      .limit(PAGE)
      .pluck<string[]>('c.id');
    if (read.visibility) {
      applyVisibility(knex, query, read.visibility);
    }
    const ids: string[] = await query;
    for (const certificate of (await certificates.many(ids)).values()) {
      const chosen = policyFor(after, certificate).policy;
      const applies = chosen?.id === policy.id;
      preview.matches += matches(policy.match, certificate) ? 1 : 0;
      preview.applies += applies ? 1 : 0;
      const present = policyFor(before, certificate).policy;
      const isNews = applies || present?.id === policy.id;
      if (isNews && preview.examples.length < MAX_EXAMPLES) {
        preview.examples.push({
          certificateId: certificate.certificateId,
          title: certificate.title,
          ownerRef: certificate.ownerRef,
          expiresAt: toIso(certificate.expiresAt),
          before: present?.name ?? null,
          after: chosen?.name ?? null,
          renewAt: toIso(policies.decide(after, certificate).time?.at ?? null),
        });
      }
    }
    if (ids.length < PAGE) {
      return preview;
    }
    last = ids[ids.length - 1];
  }
}
