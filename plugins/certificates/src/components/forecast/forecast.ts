import { RenewalForecast } from '@cmt/backstage-plugin-certificates-common';

export type OwnerForecast = RenewalForecast['owners'][number];

/** The longest lifetimes, in days, that the forecast is made for. */
export const LIFETIMES = ['200', '100', '47'] as const;

export type Lifetime = (typeof LIFETIMES)[number];

/** Renewals a year that a person has to do, with what is renewed by itself today. */
export function byHand(owner: OwnerForecast, lifetime: Lifetime): number {
  const share =
    owner.certificates > 0
      ? (owner.certificates - owner.automated) / owner.certificates
      : 0;
  return Math.round(owner.perYear[lifetime] * share);
}

/** All teams as one. */
export function totalOf(owners: readonly OwnerForecast[]): OwnerForecast {
  const sum = (value: (owner: OwnerForecast) => number) =>
    owners.reduce((total, owner) => total + value(owner), 0);
  return {
    ownerRef: null,
    certificates: sum(o => o.certificates),
    automated: sum(o => o.automated),
    perYear: {
      '200': sum(o => o.perYear['200']),
      '100': sum(o => o.perYear['100']),
      '47': sum(o => o.perYear['47']),
    },
  };
}

/** The lifetime that applies at a moment: the last line of the timetable that has begun. */
export function currentLine(
  timetable: RenewalForecast['timetable'],
  now: number,
): RenewalForecast['timetable'][number] | undefined {
  return [...timetable].reverse().find(({ from }) => Date.parse(from) <= now);
}
