import {
  MaterialProblem,
  nameCovers,
} from '@cmt/backstage-plugin-certificates-common';

/** The version that is in use today, as far as it is known. */
export interface CurrentVersion {
  fingerprint: string | null;
  names: string[];
  /** Milliseconds since the epoch. */
  notAfter: number | null;
}

/** Tells what a service would lose with a new version. */
export function compareWithCurrent(
  next: { fingerprint: string; names: string[]; notAfter: number },
  current: CurrentVersion,
): MaterialProblem[] {
  if (current.fingerprint === next.fingerprint) {
    return [
      {
        code: 'same-version',
        severity: 'warning',
        message: 'This is the version that is in use already.',
      },
    ];
  }
  const problems: MaterialProblem[] = [];
  const lost = current.names.filter(
    name => !next.names.some(candidate => covers(candidate, name)),
  );
  if (lost.length > 0) {
    problems.push({
      code: 'names-lost',
      severity: 'warning',
      message: `The new version does not cover ${lost.join(
        ', ',
      )}, which the present one does. Clients that use these names will refuse it.`,
    });
  }
  if (current.notAfter !== null && next.notAfter < current.notAfter) {
    problems.push({
      code: 'expires-earlier',
      severity: 'warning',
      message: `The new version ends on ${day(
        next.notAfter,
      )}, earlier than the present one, which ends on ${day(
        current.notAfter,
      )}.`,
    });
  }
  return problems;
}

/** A wildcard is covered only by itself: no host name stands for all of them. */
function covers(candidate: string, name: string): boolean {
  return name.startsWith('*.')
    ? candidate === name
    : nameCovers(candidate, name);
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
