import {
  PlannedChange,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * What a new plan says differently from the approved one, for people; nothing
 * when it would do the same.
 *
 * New objects that are there by now are no difference: their names stand for
 * their content. A consent that is not needed any more is none either.
 */
export function planDifferences(
  approved: TargetPlan,
  fresh: TargetPlan,
): string[] {
  const begun = approved.objects.some(
    ({ fullPath, action }) =>
      action === 'create' &&
      fresh.objects.some(
        object => object.fullPath === fullPath && object.action === 'reuse',
      ),
  );
  return [
    ...changeDifferences(approved.changes, fresh.changes),
    ...listDifferences(
      approved.objects.map(comparable),
      fresh.objects.map(comparable),
      ({ fullPath }) => fullPath,
      path => `${path} is stored differently`,
    ),
    ...listDifferences(
      approved.proofs,
      fresh.proofs,
      ({ virtualServer }) => virtualServer,
      name => `${name} is reached or proven differently`,
    ),
    ...listDifferences(
      approved.refusals,
      fresh.refusals,
      ({ profile, entry }) => `${profile}${entry ? ` (${entry})` : ''}`,
      name => `${name} can be changed by now, or cannot any more`,
    ),
    ...(JSON.stringify(approved.sync) === JSON.stringify(fresh.sync)
      ? []
      : ['the cluster synchronises differently']),
    ...fresh.consents
      .filter(({ code }) => !approved.consents.some(c => c.code === code))
      // What this run has staged itself makes the members differ as well.
      .filter(({ code }) => code !== 'pending-changes' || !begun)
      .map(({ detail }) => detail.replace(/\.$/, '')),
  ];
}

function changeDifferences(
  approved: readonly PlannedChange[],
  fresh: readonly PlannedChange[],
): string[] {
  const byId = new Map(fresh.map(change => [change.id, change]));
  const known = new Set(approved.map(({ id }) => id));
  return [
    ...approved.flatMap(change => {
      const now = byId.get(change.id);
      if (!now) {
        return [
          `${nameOf(change)} does not hold ${
            change.before?.certificate ?? 'what it did'
          } any more`,
        ];
      }
      return JSON.stringify(now) === JSON.stringify(change)
        ? []
        : [
            `${nameOf(change)} is another change by now (it holds ${
              now.before?.certificate ?? 'nothing'
            }, and concerns ${now.virtualServers.join(', ') || 'nobody'})`,
          ];
    }),
    ...fresh
      .filter(({ id }) => !known.has(id))
      .map(change => `${nameOf(change)} uses the certificate too by now`),
  ];
}

function nameOf({ profile, entry }: PlannedChange): string {
  return entry ? `${profile} (${entry})` : profile;
}

function comparable(object: TargetPlan['objects'][number]) {
  return {
    ...object,
    action: object.action === 'create' ? 'reuse' : object.action,
  };
}

function listDifferences<T>(
  approved: readonly T[],
  fresh: readonly T[],
  name: (item: T) => string,
  sentence: (name: string) => string,
): string[] {
  const texts = (items: readonly T[]) =>
    new Set(items.map(item => JSON.stringify(item)));
  const before = texts(approved);
  const after = texts(fresh);
  return [
    ...new Set(
      [
        ...approved.filter(item => !after.has(JSON.stringify(item))),
        ...fresh.filter(item => !before.has(JSON.stringify(item))),
      ].map(item => sentence(name(item))),
    ),
  ].sort();
}
