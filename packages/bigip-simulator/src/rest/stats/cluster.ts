import type { DeviceConfiguration, SyncState } from '../../configuration';
import type { AnswerContext, Stats, StatsEntries } from '../model/Resource';
import { failoverDevices } from '../resources/devices';
import { linked, nested, text } from './nested';

/** How long the simulated devices say they have been in their state. */
function duration(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.floor((+to - +from) / 1000));
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${Math.floor(seconds / 86_400)}d ${two(
    (seconds % 86_400) / 3600,
  )}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

/** Lines of `details`; the keys inside are camelCase, outside kebab-case. */
function details(
  inner: string,
  lines: readonly string[],
  { links }: AnswerContext,
): StatsEntries {
  return {
    [links.entry(`${inner}/0/details`)]: nested(
      Object.fromEntries(
        lines.map((line, index) => [
          links.entry(`${inner}/0/details/${index}`),
          nested({ details: text(line) }),
        ]),
      ),
    ),
  };
}

const SYNCED = 'All devices in the device group are in sync';

/** Most urgent first: the overall status is that of the worst group. */
const SEVERITY: SyncState['status'][] = [
  'Disconnected',
  'Changes Pending',
  'Not All Devices Synced',
  'Awaiting Initial Sync',
  'In Sync',
];

function colorOf({ status, conflict }: SyncState): string {
  if (status === 'In Sync') return 'green';
  if (status === 'Awaiting Initial Sync') return 'blue';
  if (status === 'Disconnected' || conflict) return 'red';
  return 'yellow';
}

function explain(
  group: string,
  state: SyncState,
  configuration: DeviceConfiguration,
): { summary: string; recommendation?: string } {
  const devices = configuration.trustedDevices.map(d => d.identity.hostname);
  const source = state.changedOn ?? configuration.identity.hostname;
  switch (state.status) {
    case 'In Sync':
      return { summary: SYNCED };
    case 'Changes Pending':
      return {
        summary: state.conflict
          ? `There is a possible change conflict between ${devices.join(
              ' and ',
            )}.`
          : `Changes Pending`,
        recommendation: `Recommended action: Synchronize ${source} to group ${group}`,
      };
    case 'Awaiting Initial Sync':
      return {
        summary: 'The device group is awaiting the initial config sync',
        recommendation: `Recommended action: Synchronize one of the devices to group ${group}`,
      };
    case 'Disconnected':
      return { summary: 'Not all devices of the group can be reached' };
    default:
      return { summary: 'Not all devices have the same configuration yet' };
  }
}

export const syncStatus: Stats = {
  type: 'stats',
  path: 'cm/sync-status',
  body: context => {
    const { configuration, links } = context;
    if (configuration.trustedDevices.length < 2) {
      return {
        entries: linked(links, {
          'cm/sync-status/0': {
            color: text('green'),
            ...details(
              'cm/syncStatus',
              ['Optional action: Add a device to the trust domain'],
              context,
            ),
            mode: text('standalone'),
            status: text('Standalone'),
            summary: text(' '),
          },
        }),
      };
    }
    const groups = configuration.deviceGroups
      .list()
      .filter(
        ({ name, devices }) =>
          devices.length > 1 && !['dos-global-dg', 'gtm'].includes(name),
      )
      .map(({ name }) => ({ name, state: configuration.syncState(name) }));
    const worst = [...groups].sort(
      (a, b) =>
        SEVERITY.indexOf(a.state.status) - SEVERITY.indexOf(b.state.status),
    )[0] ?? { name: '', state: { status: 'In Sync' } };
    const lines = [
      ...configuration.trustedDevices
        .filter(device => device !== configuration)
        .map(
          ({ identity }) =>
            `${identity.hostname}: ${
              worst.state.status === 'Disconnected'
                ? 'disconnected'
                : 'connected'
            }`,
        ),
      ...groups.flatMap(({ name, state }) => {
        const { summary, recommendation } = explain(name, state, configuration);
        return [
          `${name} (${state.status}): ${summary}`,
          ...(recommendation ? [` - ${recommendation}`] : []),
        ];
      }),
    ];
    return {
      entries: linked(links, {
        'cm/sync-status/0': {
          color: text(colorOf(worst.state)),
          ...details('cm/syncStatus', lines, context),
          mode: text('high-availability'),
          status: text(worst.state.status),
          summary: text(
            explain(worst.name, worst.state, configuration).summary,
          ),
        },
      }),
    };
  },
};

const STATE_COLORS: Record<string, string> = {
  active: 'green',
  standby: 'gray',
  offline: 'red',
  'forced-offline': 'red',
};

export const failoverStatus: Stats = {
  type: 'stats',
  path: 'cm/failover-status',
  body: context => {
    const { configuration, links } = context;
    const state = configuration.failoverState;
    const others = failoverDevices(configuration).filter(
      device => device !== configuration,
    );
    const lines =
      state === 'active'
        ? ['active for /Common/traffic-group-1']
        : others
            .filter(({ failoverState }) => failoverState === 'active')
            .map(
              ({ identity }) =>
                `/Common/traffic-group-1 is active on ${identity.hostname}`,
            );
    const isActive = state === 'active' ? 1 : 0;
    return {
      entries: linked(links, {
        'cm/failover-status/0': {
          color: text(STATE_COLORS[state]),
          ...details(
            'cm/failoverStatus',
            lines.length > 0 ? lines : [`device is ${state}`],
            context,
          ),
          status: text(state.replace('-', ' ').toLocaleUpperCase('en')),
          summary: text(
            state === 'standby' ? '1/1 standby' : `${isActive}/1 active`,
          ),
        },
      }),
    };
  },
};

/** Free text only, as tmsh prints it. */
export const failover: Stats = {
  type: 'stats',
  path: 'sys/failover',
  body: ({ configuration }) => ({
    apiRawValues: {
      apiAnonymous: `Failover ${configuration.failoverState} for ${duration(
        configuration.failoverSince,
        configuration.now(),
      )}\n`,
    },
  }),
};
