import {
  PlanRefusal,
  PlannedChange,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  TargetPlanRequest,
  hashPlan,
} from '@cmt/backstage-plugin-certificates-node';
import { UnitReading } from '../reading/readUnit';
import { Candidate, findCandidates } from './candidates';
import { planConsents } from './consents';
import { keyTypeRefusals } from './keyTypes';
import { Lookup } from './lookup';
import { planNewBindings } from './newBindings';
import { ObjectPlanner } from './objects';
import { refusalOf } from './ownership';
import { planProofs } from './proofs';
import { Decided, contentRefusal, decideStrategies } from './strategy';
import { planWarnings } from './warnings';

/**
 * Computes what is to be done on a unit from what was read and what is asked
 * for. Reads nothing, writes nothing; equal input gives an equal plan.
 */
export function makePlan(
  reading: UnitReading,
  request: TargetPlanRequest,
): TargetPlan {
  const lookup = new Lookup(reading);
  const { unit, material } = request;
  const found = findCandidates(lookup, request);
  const refusals = [...found.refusals];
  const passes = (
    candidates: Candidate[],
    refuse: (candidate: Candidate) => PlanRefusal | undefined,
  ) =>
    candidates.filter(candidate => {
      const refusal = refuse(candidate);
      if (refusal) {
        refusals.push(refusal);
      }
      return !refusal;
    });

  const ofRightType = passes(
    found.candidates,
    keyTypeRefusals(lookup, material.keyType),
  );
  const mayChange = passes(ofRightType, candidate =>
    refusalOf(candidate, lookup),
  );
  const objects = new ObjectPlanner(lookup, request.baseName, material);
  const decided = settle(decideStrategies(mayChange, request), candidates =>
    refuseContent(candidates, lookup, objects, refusals),
  );
  const created = planNewBindings(
    (request.newBindings ?? []).filter(b => b.unit === unit.name),
    lookup,
    objects,
  );
  const changes = [
    ...decided.map(candidate => toChange(candidate, lookup, objects)),
    ...created.changes,
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const proofs = planProofs(changes, lookup, material.keyType);
  const { cluster } = reading;
  const plan: Omit<TargetPlan, 'hash'> = {
    target: 'f5',
    unit,
    objects: objects.objects(),
    changes,
    proofs,
    refusals: sortRefusals([...refusals, ...created.refusals]),
    sync: cluster && {
      group: cluster.group,
      mode: cluster.autoSync ? 'automatic' : 'manual',
    },
    consents: planConsents(changes, proofs, lookup, request),
    warnings: [
      ...found.warnings,
      ...planWarnings(changes, decided, lookup, material.keyType),
    ],
  };
  return { ...plan, hash: hashPlan(plan) };
}

/** Leaves out what cannot be done, until nothing more falls out with it. */
function settle(
  decided: Decided[],
  refuse: (decided: Decided[]) => ReadonlySet<string>,
): Decided[] {
  let remaining = decided;
  for (;;) {
    const refused = refuse(remaining);
    if (refused.size === 0) {
      return remaining;
    }
    remaining = remaining.filter(({ id }) => !refused.has(id));
  }
}

function refuseContent(
  decided: Decided[],
  lookup: Lookup,
  objects: ObjectPlanner,
  refusals: PlanRefusal[],
): Set<string> {
  const refused = new Set<string>();
  for (const candidate of decided) {
    const refusal =
      candidate.strategy === 'replace-content'
        ? contentRefusal(candidate, decided, lookup) ??
          objects.chainRefusal(candidate, decided)
        : undefined;
    if (refusal) {
      refused.add(candidate.id);
      refusals.push(refusal);
    }
  }
  return refused;
}

function toChange(
  candidate: Decided,
  lookup: Lookup,
  objects: ObjectPlanner,
): PlannedChange {
  const { id, strategy, reason, profile, entry } = candidate;
  const { certificate, key, chain, fingerprint } = candidate;
  const inheritedBy = lookup.heirsOf(profile);
  return {
    id,
    strategy,
    reason,
    side: profile.side,
    profile: profile.fullPath,
    entry,
    before: { certificate, key, chain, fingerprint },
    after:
      strategy === 'switch'
        ? objects.switched(candidate)
        : objects.replaced(candidate),
    inheritedBy,
    virtualServers: lookup.virtualServersOf(profile.side, [
      profile.fullPath,
      ...inheritedBy,
    ]),
    create: null,
  };
}

function sortRefusals(refusals: PlanRefusal[]): PlanRefusal[] {
  const keyOf = ({ profile, entry, code, reason }: PlanRefusal) =>
    JSON.stringify([profile, entry ?? '', code, reason]);
  return [
    ...new Map(refusals.map(refusal => [keyOf(refusal), refusal])).entries(),
  ]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, refusal]) => refusal);
}
