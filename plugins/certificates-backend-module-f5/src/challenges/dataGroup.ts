import { z } from 'zod';
import { DeploymentError } from '@cmt/backstage-plugin-certificates-node';
import { CallError } from '../client/callError';
import { Member } from '../deployment/device/members';
import { isAbsent } from '../deployment/errors';
import { pathInUrl } from '../scan/values';

/** Where everything that has to be installed on a device is described. */
const MANUAL = 'docs/bigip-http01.md';

/**
 * Single records are changed first; where that has no effect, the list as a
 * whole, twice, since somebody else may do the same.
 */
const WAYS = ['record', 'list', 'list'] as const;

const groupSchema = z.object({
  type: z.string().optional(),
  records: z
    .array(z.object({ name: z.string(), data: z.string().default('') }))
    .default([]),
});

/** A key of a data group with what is looked up by it. */
export interface DataGroupRecord {
  name: string;
  data: string;
}

/**
 * Reads the records of an internal data group of texts.
 *
 * @throws DeploymentError of code `no-data-group`, CallError
 */
export async function readRecords(
  { session, device }: Member,
  dataGroup: string,
): Promise<DataGroupRecord[]> {
  let answer: unknown;
  try {
    answer = await session.get(addressOf(dataGroup));
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
    throw new DeploymentError({
      code: 'no-data-group',
      device: device.name,
      message: `BIG-IP ${device.name} has no data group ${dataGroup}`,
      remedy: `Create it (tmsh create ltm data-group internal ${dataGroup} type string), with the iRule that reads it: see ${MANUAL}.`,
    });
  }
  const { type, records } = groupSchema.parse(answer);
  if (type !== undefined && type !== 'string') {
    throw new DeploymentError({
      code: 'no-data-group',
      device: device.name,
      message: `The data group ${dataGroup} of BIG-IP ${device.name} holds records of the type ${type}`,
      remedy: `Name a data group of the type string as dataGroup of the solver: see ${MANUAL}.`,
    });
  }
  return records;
}

/**
 * Makes a record be there. The records of others stay, also those that come
 * while this one is written.
 *
 * @returns whether it was not there before
 * @throws DeploymentError, CallError
 */
export function putRecord(
  member: Member,
  dataGroup: string,
  record: DataGroupRecord,
): Promise<boolean> {
  return change(member, dataGroup, {
    isDone: records => find(records, record.name)?.data === record.data,
    command: records =>
      `records ${find(records, record.name) ? 'modify' : 'add'} { "${
        record.name
      }" { data "${record.data}" } }`,
    list: records => [
      ...records.filter(({ name }) => name !== record.name),
      record,
    ],
  });
}

/**
 * Makes a record be gone, if it is the one that was put: nobody else's.
 *
 * @returns whether it was there before
 * @throws DeploymentError, CallError
 */
export function removeRecord(
  member: Member,
  dataGroup: string,
  record: DataGroupRecord,
): Promise<boolean> {
  return change(member, dataGroup, {
    isDone: records => find(records, record.name)?.data !== record.data,
    command: () => `records delete { "${record.name}" }`,
    list: records => records.filter(({ name }) => name !== record.name),
  });
}

interface Change {
  isDone(records: readonly DataGroupRecord[]): boolean;
  /** Arguments of `tmsh modify ltm data-group internal`. */
  command(records: readonly DataGroupRecord[]): string;
  /** The whole list afterwards. */
  list(records: readonly DataGroupRecord[]): DataGroupRecord[];
}

/** Changes and looks, until it is as it should be. */
async function change(
  member: Member,
  dataGroup: string,
  { isDone, command, list }: Change,
): Promise<boolean> {
  const path = addressOf(dataGroup);
  let records = await readRecords(member, dataGroup);
  if (isDone(records)) {
    return false;
  }
  let refusal: CallError | undefined;
  for (const way of WAYS) {
    refusal = undefined;
    try {
      await member.session.write(
        way === 'record'
          ? {
              method: 'PATCH',
              path: `${path}?options=${encodeURIComponent(command(records))}`,
              body: {},
            }
          : { method: 'PATCH', path, body: { records: list(records) } },
        { idempotent: true, expectAbsence: true },
      );
    } catch (error) {
      // The same may have been done at the same time, or by the call before.
      if (!isRefusal(error)) {
        throw error;
      }
      refusal = error;
    }
    records = await readRecords(member, dataGroup);
    if (isDone(records)) {
      return true;
    }
  }
  if (refusal) {
    throw refusal;
  }
  throw new DeploymentError({
    code: 'device-changed',
    device: member.device.name,
    message: `The data group ${dataGroup} of BIG-IP ${member.device.name} does not keep what is written to it`,
    cause: 'Something else replaces its records at the same time.',
    remedy:
      'Let nothing else write to this data group: neither AS3 nor other automation.',
    retryable: true,
  });
}

function isRefusal(error: unknown): error is CallError {
  return (
    error instanceof CallError &&
    [400, 404, 409].includes(error.problem.status ?? 0)
  );
}

function find(
  records: readonly DataGroupRecord[],
  name: string,
): DataGroupRecord | undefined {
  return records.find(record => record.name === name);
}

function addressOf(dataGroup: string): string {
  return `/mgmt/tm/ltm/data-group/internal/${pathInUrl(dataGroup)}`;
}
