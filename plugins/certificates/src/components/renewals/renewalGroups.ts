import {
  ListRenewalsRequest,
  RenewalState,
  RenewalSummary,
  RenewalWait,
} from '@cmt/backstage-plugin-certificates-common';

/** What a person sees together, most urgent first. */
export const RENEWAL_GROUPS = [
  'person',
  'failed',
  'running',
  'waiting',
  'done',
] as const;

export type RenewalGroup = (typeof RENEWAL_GROUPS)[number];

const FOR_PERSON: readonly RenewalWait[] = ['approval', 'person'];

const BY_ITSELF: readonly RenewalWait[] = [
  'notice',
  'time',
  'budget',
  'authority',
  'retry',
  'deployment',
];

/** Whether it stands still until somebody does something. */
export function waitsForPerson(renewal: {
  state: RenewalState;
  waitsFor: RenewalWait | null;
}): boolean {
  return (
    renewal.state === 'waiting' &&
    renewal.waitsFor !== null &&
    FOR_PERSON.includes(renewal.waitsFor)
  );
}

/** The group that a renewal is shown in. */
export function groupOf(
  renewal: Pick<RenewalSummary, 'state' | 'waitsFor'>,
): RenewalGroup {
  switch (renewal.state) {
    case 'waiting':
      return waitsForPerson(renewal) ? 'person' : 'waiting';
    case 'running':
      return 'running';
    case 'failed':
      return 'failed';
    default:
      return 'done';
  }
}

/** Reads the group of an address; `undefined` for all of them. */
export function parseGroup(text: string | null): RenewalGroup | undefined {
  return RENEWAL_GROUPS.find(group => group === text);
}

/** What to ask the backend for, to get one group. */
export function requestOfGroup(
  group: RenewalGroup | undefined,
): Pick<ListRenewalsRequest, 'state' | 'waitsFor'> {
  switch (group) {
    case 'person':
      return { state: ['waiting'], waitsFor: [...FOR_PERSON] };
    case 'waiting':
      return { state: ['waiting'], waitsFor: [...BY_ITSELF] };
    case 'running':
      return { state: ['running'] };
    case 'failed':
      return { state: ['failed'] };
    case 'done':
      return { state: ['succeeded', 'rejected', 'cancelled'] };
    default:
      return {};
  }
}
