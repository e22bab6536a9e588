import { X509Certificate } from 'node:crypto';
import {
  PlannedChange,
  PlannedProof,
  TargetPlan,
  nameCovers,
} from '@cmt/backstage-plugin-certificates-common';
import {
  TargetPlanRequest,
  judgeChain,
} from '@cmt/backstage-plugin-certificates-node';
import { isInSync } from '../reading/cluster';
import { Lookup } from './lookup';

type Consent = TargetPlan['consents'][number];

/** What needs an explicit yes, in a fixed order. */
export function planConsents(
  changes: readonly PlannedChange[],
  proofs: readonly PlannedProof[],
  lookup: Lookup,
  request: TargetPlanRequest,
): Consent[] {
  if (changes.length === 0) {
    return [];
  }
  return [
    namesLost(changes, lookup, request),
    chainIncomplete(request),
    noRollBack(changes, request),
    pendingChanges(lookup),
    notProvable(proofs),
    expiresEarlier(changes, lookup, request),
  ].filter(consent => consent !== null);
}

function namesLost(
  changes: readonly PlannedChange[],
  lookup: Lookup,
  { material }: TargetPlanRequest,
): Consent | null {
  const served = new Set(
    changes.flatMap(
      ({ before }) =>
        (before && lookup.certificates.get(before.certificate)?.names) || [],
    ),
  );
  const lost = [...served]
    .filter(
      name =>
        !material.names.some(kept => kept === name || nameCovers(kept, name)),
    )
    .sort();
  return lost.length > 0
    ? {
        code: 'names-lost',
        detail: `The new version does not cover ${list(lost)}.`,
      }
    : null;
}

function chainIncomplete({ material }: TargetPlanRequest): Consent | null {
  const chain = [material.certificatePem, ...material.chainPem].map(
    pem => new X509Certificate(pem).raw,
  );
  return judgeChain(chain) === 'incomplete'
    ? {
        code: 'chain-incomplete',
        detail:
          'No intermediate certificate was given for the issuer of the new version; clients that do not know it will refuse to connect.',
      }
    : null;
}

function noRollBack(
  changes: readonly PlannedChange[],
  { restorable }: TargetPlanRequest,
): Consent | null {
  const gone = changes
    .filter(
      ({ strategy, before }) =>
        strategy === 'replace-content' &&
        !restorable.includes(before?.fingerprint ?? ''),
    )
    .map(({ before }) => before!.certificate);
  return gone.length > 0
    ? {
        code: 'no-automatic-roll-back',
        detail: `The content of ${list(
          gone,
        )} is replaced, and its key is not known here: it cannot be put back.`,
      }
    : null;
}

function pendingChanges({ reading }: Lookup): Consent | null {
  const { cluster } = reading;
  return cluster && !cluster.autoSync && !isInSync(cluster.sync)
    ? {
        code: 'pending-changes',
        detail: `The device group ${cluster.group} is not in sync (${
          cluster.sync.status
        }${
          cluster.sync.conflict ? ', with a possible conflict' : ''
        }): a sync would carry the changes of others along.`,
      }
    : null;
}

function notProvable(proofs: readonly PlannedProof[]): Consent | null {
  return proofs.every(({ unprovable }) => unprovable !== null)
    ? {
        code: 'not-provable',
        detail:
          'No virtual server of this plan can be asked what it serves; only the configuration can be read back.',
      }
    : null;
}

function expiresEarlier(
  changes: readonly PlannedChange[],
  lookup: Lookup,
  { material }: TargetPlanRequest,
): Consent | null {
  const ends = changes.map(
    ({ before }) =>
      (before && lookup.certificates.get(before.certificate)?.notAfter) || 0,
  );
  const latest = Math.max(0, ...ends);
  return latest > Date.parse(material.notAfter)
    ? {
        code: 'expires-earlier',
        detail: `The new version ends on ${material.notAfter.slice(
          0,
          10,
        )}, the one that it replaces on ${new Date(latest)
          .toISOString()
          .slice(0, 10)}.`,
      }
    : null;
}

function list(items: readonly string[]): string {
  return [...new Set(items)].sort().join(', ');
}
