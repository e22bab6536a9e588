import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';
import { hashPlan } from '../deployment';

/**
 * Says what is wrong with a plan, independent of the devices: identities that are
 * not unique, lists that are not sorted, references that lead nowhere, a hash
 * that is not the one of its content.
 *
 * @returns nothing when it is sound
 * @public
 */
export function planProblems(plan: TargetPlan): string[] {
  const problems: string[] = [];
  const { changes, objects, proofs, refusals, consents } = plan;
  if (plan.hash !== hashPlan(plan)) {
    problems.push('hash is not that of the plan');
  }
  problems.push(
    ...notSorted(
      'changes',
      changes.map(({ id }) => id),
    ),
    ...notSorted(
      'objects',
      objects.map(({ fullPath }) => fullPath),
    ),
    ...notSorted(
      'proofs',
      proofs.map(proof =>
        JSON.stringify([
          proof.virtualServer,
          proof.serverName ?? '',
          proof.keyType ?? '',
        ]),
      ),
    ),
    ...duplicates(
      'consents',
      consents.map(({ code }) => code),
    ),
  );
  const paths = new Set(objects.map(({ fullPath }) => fullPath));
  for (const change of changes) {
    const { id, before, after, strategy, create, virtualServers } = change;
    if (change.reason.trim() === '') {
      problems.push(`${id} gives no reason`);
    }
    if (!after.fingerprint) {
      problems.push(`${id} does not say which certificate it leads to`);
    }
    if ((create === null) !== (strategy !== 'create-profile')) {
      problems.push(`${id} says only half of what is created`);
    }
    if ((before === null) !== (strategy === 'create-profile')) {
      problems.push(`${id} does not say what is there before`);
    }
    for (const path of [after.certificate, after.key]) {
      if (path !== null && !paths.has(path)) {
        problems.push(`${id} leads to ${path}, which is none of the objects`);
      }
    }
    if (strategy === 'switch' && before?.certificate === after.certificate) {
      problems.push(`${id} switches to what is there`);
    }
    const proven = new Set(proofs.map(({ virtualServer }) => virtualServer));
    problems.push(
      ...virtualServers
        .filter(virtual => !proven.has(virtual))
        .map(virtual => `${id} concerns ${virtual}, which no proof names`),
      ...notSorted(`${id} virtualServers`, virtualServers),
      ...notSorted(`${id} inheritedBy`, change.inheritedBy),
    );
  }
  problems.push(
    ...proofs
      .filter(
        ({ address, port, unprovable }) =>
          (address === null || port === null) && unprovable === null,
      )
      .map(
        ({ virtualServer }) =>
          `${virtualServer} can neither be asked nor says why not`,
      ),
    ...refusals
      .filter(({ reason }) => reason.trim() === '')
      .map(({ profile }) => `${profile} is refused without a reason`),
  );
  return problems;
}

function notSorted(what: string, keys: readonly string[]): string[] {
  return keys.every((key, index) => index === 0 || keys[index - 1] < key)
    ? []
    : [`${what} are not sorted and unique`];
}

function duplicates(what: string, keys: readonly string[]): string[] {
  return new Set(keys).size === keys.length ? [] : [`${what} are not unique`];
}
