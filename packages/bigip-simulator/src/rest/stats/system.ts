import type { DeviceIdentity } from '../../configuration';
import type { AnswerContext, Stats, StatsEntries } from '../model/Resource';
import { deviceTime } from '../resources/files';
import { baseMac } from '../resources/devices';
import { linked, nested, text, value } from './nested';

function stats(
  path: string,
  body: (context: AnswerContext) => Record<string, unknown>,
  exists?: (context: AnswerContext) => boolean,
): Stats {
  return { type: 'stats', path, body, ...(exists && { exists }) };
}

/** Statistics with the one entry `<path>/0`. */
function single(
  path: string,
  entries: (context: AnswerContext) => StatsEntries,
  exists?: (context: AnswerContext) => boolean,
): Stats {
  return stats(
    path,
    context => ({
      entries: linked(context.links, { [`${path}/0`]: entries(context) }),
    }),
    exists,
  );
}

/** When a version was built; the same for all devices of the version. */
export function buildDate({ version }: DeviceIdentity): Date {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return new Date(
    Date.UTC(2006 + major, (5 + minor * 5 + patch) % 12, 23, 18, 31, 26),
  );
}

/** `Tue Jun 23 18:31:26 PDT 2020`: as the build host prints dates. */
function buildText(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().split(/,? /);
  return `${weekday} ${month} ${day} ${time} PDT ${year}`;
}

const version = single('sys/version', ({ configuration: { identity } }) => ({
  Build: text(identity.build),
  Date: text(buildText(buildDate(identity))),
  Edition: text(identity.edition),
  Product: text('BIG-IP'),
  Title: text('Main Package'),
  Version: text(identity.version),
}));

const readiness = single(
  'sys/ready',
  () => ({
    configReady: text('yes'),
    licenseReady: text('yes'),
    provisionReady: text('yes'),
  }),
  ({ version: profile }) => profile.hasReadiness,
);

const clock = single('sys/clock', ({ configuration }) => ({
  fullDate: text(deviceTime(configuration.now())),
}));

const cliVersion = single('cli/version', ({ version: profile }) => ({
  active: text(profile.version),
  latest: text(profile.version),
  supported: text(`{ ${profile.supportedVersions().join(' ')} }`),
}));

function versions(
  context: AnswerContext,
  part: string,
  values: [string, string][],
): StatsEntries {
  const path = `sys/hardware/hardwareVersion/${part}/versions`;
  return {
    [context.links.entry(path)]: nested(
      Object.fromEntries(
        values.map(([name, shown], index) => [
          context.links.entry(`${path}/${index}`),
          nested({ tmName: text(name), version: text(shown) }),
        ]),
      ),
    ),
  };
}

const hardware = stats('sys/hardware', context => {
  const { links, configuration } = context;
  const { identity } = configuration;
  const section = (name: string, entries: Record<string, StatsEntries>) => ({
    [links.entry(`sys/hardware/${name}`)]: nested(
      Object.fromEntries(
        Object.entries(entries).map(([key, inner]) => [
          links.entry(`sys/hardware/${name}/${key}`),
          nested(inner),
        ]),
      ),
    ),
  });
  return {
    entries: {
      ...section('chassis-info', {
        0: { maxMacCount: value(1), regKey: text('-') },
      }),
      ...section('hardware-version', {
        HD1: {
          model: text('Virtual disk'),
          tmName: text('HD1'),
          type: text('physical-disk'),
          ...versions(context, 'HD1', [
            ['SerialNumber', 'VMware-sda'],
            ['Size', '175.00G'],
            ['Firmware Version', '2.0'],
            ['Media Type', 'HDD'],
          ]),
        },
        cpus: {
          model: text('Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz'),
          tmName: text('cpus'),
          type: text('base-board'),
          ...versions(context, 'cpus', [
            ['cache size', '35840 KB'],
            ['cores', '4  (physical:4)'],
            ['cpu MHz', '2593.993'],
            ['cpu sockets', '4'],
            ['cpu stepping', '0'],
          ]),
        },
      }),
      ...section('platform', {
        0: {
          baseMac: text(baseMac(identity)),
          biosRev: text(' '),
          cloudName: text(' '),
          hypervisorName: text('VMware Virtual Platform'),
          marketingName: text(identity.marketingName),
        },
      }),
      ...section('system-info', {
        0: {
          bigipChassisSerialNum: text(identity.chassisSerialNumber),
          hostBoardPartRevNum: text(' '),
          hostBoardSerialNum: text(' '),
          platform: text(identity.platformId),
          project_200LevelBomNum: text(' '),
          switchBoardPartRevNum: text(' '),
          switchBoardSerialNum: text(' '),
        },
      }),
    },
  };
});

/** A licence without its numbers: masks stand in their place. */
const license = single(
  'sys/license',
  ({ links, configuration: { identity } }) => {
    const day = (date: Date) =>
      date.toISOString().slice(0, 10).replaceAll('-', '/');
    const built = buildDate(identity);
    return {
      [links.entry('sys/license/0/activeModules')]: nested({
        [links.entry(
          'sys/license/0/activeModules/Local%20Traffic%20Manager,%20VE',
        )]: nested({
          featureModules: text(
            '{ "Rate Shaping" "Routing Bundle, VE" "SSL, VE" }',
          ),
          key: text('xxxxxxx-xxxxxxx'),
        }),
      }),
      licenseEndDateTime: text('2099-01-01T00:00:00Z'),
      licenseStartDateTime: text(deviceTime(built)),
      licensedOnDate: text(day(built)),
      licensedVersion: text(identity.version),
      platformId: text(identity.platformId),
      registrationKey: text('XXXXX-XXXXX-XXXXX-XXXXX-XXXXXXX'),
      serviceCheckDate: text(day(new Date(+built + 180 * 86_400_000))),
    };
  },
);

const mcpState = single('sys/mcp-state', () => ({
  lastLoad: text('full-config-load-succeed'),
  phase: text('running'),
}));

export const systemStats: Stats[] = [
  version,
  readiness,
  clock,
  cliVersion,
  hardware,
  license,
  mcpState,
];
