import type { OpaqueObject } from '../../configuration';
import type { StatsEntries } from '../model/Resource';
import { text, value } from '../stats/nested';

const zeros = (...names: string[]): StatsEntries =>
  Object.fromEntries(names.map(name => [name, value(0)]));

const TRAFFIC = [
  ...['bitsIn', 'bitsOut', 'curConns', 'maxConns'],
  ...['pktsIn', 'pktsOut', 'totConns'],
].map(name => `serverside.${name}`);

const QUEUES = ['connq', 'connqAll'].flatMap(queue =>
  ['ageEdm', 'ageEma', 'ageHead', 'ageMax', 'depth', 'serviced'].map(
    name => `${queue}.${name}`,
  ),
);

/** Counters that objects of a kind have; nothing passes through them here. */
const BY_KIND: Record<string, (object: OpaqueObject) => StatsEntries> = {
  'ltm/node': ({ attributes }) => ({
    addr: text(String(attributes.address ?? 'any6')),
    monitorRule: text('none'),
    monitorStatus: text('unchecked'),
    sessionStatus: text('enabled'),
    ...zeros('curSessions', 'totRequests', ...TRAFFIC),
  }),
  'ltm/pool': ({ attributes }) => {
    const { members } = attributes;
    const count = Array.isArray(members) ? members.length : 0;
    return {
      activeMemberCnt: value(count),
      availableMemberCnt: value(count),
      memberCnt: value(count),
      minActiveMembers: value(0),
      monitorRule: text('none'),
      ...zeros('curSessions', 'totRequests', ...QUEUES, ...TRAFFIC),
    };
  },
  'net/interface': () => ({
    ...zeros(
      ...['counters.bitsIn', 'counters.bitsOut', 'counters.dropsAll'],
      ...['counters.errorsAll', 'counters.pktsIn', 'counters.pktsOut'],
    ),
    status: text('up'),
    mediaActive: text('10000T-FD'),
  }),
  'net/trunk': () => ({ status: text('up'), ...zeros('counters.bitsIn') }),
  'net/vlan': ({ attributes }) => ({
    id: value(Number(attributes.tag ?? 4094)),
    macTrue: text('fa:16:3e:00:00:01'),
  }),
};

/** Statistics of an object that is kept as iControl REST writes it. */
export function opaqueStats(object: OpaqueObject): StatsEntries {
  const kind = BY_KIND[object.collection];
  const entries: StatsEntries = {
    'status.availabilityState': text('unknown'),
    'status.enabledState': text('enabled'),
    'status.statusReason': text('No status is available for this object'),
    tmName: text(object.fullPath),
    ...kind?.(object),
  };
  // An interface has its state under the very name that others nest below.
  if ('status' in entries) {
    delete entries['status.availabilityState'];
    delete entries['status.enabledState'];
    delete entries['status.statusReason'];
  }
  return Object.fromEntries(
    Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
