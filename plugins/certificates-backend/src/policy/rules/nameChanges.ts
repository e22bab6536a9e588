import {
  nameCovers,
  normalizeNames,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * What certificates of one set of names lose and gain against another. A name
 * that a wildcard covers is not lost; a wildcard is covered only by itself.
 *
 * @internal
 */
export function nameChanges(
  before: readonly string[],
  after: readonly string[],
): { lost: string[]; added: string[] } {
  const old = normalizeNames(before);
  const next = normalizeNames(after);
  return {
    lost: old.filter(name => !next.some(other => covers(other, name))),
    added: next.filter(name => !old.includes(name)),
  };
}

function covers(candidate: string, name: string): boolean {
  return name.startsWith('*.')
    ? candidate === name
    : nameCovers(candidate, name);
}
