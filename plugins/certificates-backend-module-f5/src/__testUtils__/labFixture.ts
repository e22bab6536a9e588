import { createHash } from 'node:crypto';
import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';
import { CertificateTargetFixture } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { RunningDevice } from '@cmt/bigip-simulator';
import {
  LAB_PASSPHRASE,
  LabOptions,
  issueVersion,
  leftUploads,
  requestFor,
  servedBy,
  startLab,
} from './lab';
import { activeTokens, writesOf } from './simulatedSource';

/** A lab as the contract of targets looks at it: a wildcard with an heir is replaced. */
export async function createLabFixture(
  options: LabOptions,
): Promise<CertificateTargetFixture> {
  const lab = await startLab(options);
  const { devices } = lab;
  const [active] = devices;
  const version = await issueVersion(['*.media.lab.test', 'media.lab.test']);
  const restoreTake = active.simulator.faults.take.bind(
    active.simulator.faults,
  );
  const secrets = [
    active.administrator.password,
    active.reader.password,
    LAB_PASSPHRASE,
    '$M$',
    'PRIVATE KEY',
    version.key.pem.split('\n')[2],
  ];
  devices.forEach(device => noteTokens(device, secrets));
  return {
    createTarget: () => lab.createTarget(),
    request: requestFor(lab, ['/Lab/media'], version),
    key: version.key,
    secrets,
    async served(plan: TargetPlan) {
      const served: Record<string, string> = {};
      for (const { virtualServer, serverName } of plan.proofs) {
        const [leaf] = await servedBy(active, virtualServer, {
          serverName: serverName ?? undefined,
        });
        served[virtualServer] = leaf;
      }
      return served;
    },
    async configuration() {
      await settled(devices, options);
      return devices.map(configurationOf);
    },
    observed() {
      const seen = {
        peak: Math.max(...devices.map(({ simulator }) => simulator.calls.peak)),
        calls: devices.reduce((n, d) => n + d.simulator.calls.total, 0),
        writes: devices.flatMap(writesOf),
      };
      devices.forEach(({ simulator }) => simulator.calls.reset());
      return seen;
    },
    leftBehind: () => devices.flatMap(leftUploads),
    sessions: () =>
      devices.flatMap(device => activeTokens(device).map(({ user }) => user)),
    unsaved: () =>
      devices
        .filter(({ simulator }) => simulator.hasUnsavedChanges)
        .map(({ name }) => name),
    interfere() {
      const { configuration } = active;
      const profile = configuration.clientSslProfiles.get('/Lab/media-tls')!;
      configuration.addClientSslProfile({
        ...profile,
        certKeyChain: profile.certKeyChain!.map(entry => ({
          ...entry,
          cert: '/Lab/shop_ec.crt',
          key: '/Lab/shop_ec.key',
        })),
      });
    },
    breakWrite({ after, phase }) {
      let left = after;
      active.simulator.faults.take = (method, url) => {
        const isWrite =
          method !== 'GET' && !/\/authn\/login|\/authz\/tokens/.test(url);
        return isWrite && left-- === 0
          ? { kind: 'drop', phase }
          : restoreTake(method, url);
      };
    },
    calm() {
      active.simulator.faults.take = restoreTake;
      devices.forEach(({ simulator }) => simulator.faults.clear());
    },
    slowDown() {
      active.simulator.faults.add({ kind: 'delay', delayMs: 400 });
    },
    close: () => lab.close(),
  };
}

/** Until members that synchronise by themselves have done so. */
async function settled(
  devices: RunningDevice[],
  { cluster }: LabOptions,
): Promise<void> {
  const isSettled = () =>
    devices.every(
      ({ configuration }) =>
        configuration.syncState('lab').status === 'In Sync',
    );
  while (cluster === 'automatic' && !isSettled()) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Takes note of every token that a device gives out. */
function noteTokens({ simulator }: RunningDevice, secrets: string[]): void {
  const issue = simulator.tokens.issue.bind(simulator.tokens);
  simulator.tokens.issue = (user, address) => {
    const token = issue(user, address);
    if (token) {
      secrets.push(token.value);
    }
    return token;
  };
}

/** What a device is configured to do, without times and revisions. */
export function configurationOf({ name, configuration }: RunningDevice) {
  const files = (list: readonly { fullPath: string; content: Buffer }[]) =>
    Object.fromEntries(
      list.map(({ fullPath, content }) => [
        fullPath,
        createHash('sha256').update(content).digest('hex'),
      ]),
    );
  return {
    name,
    certificates: files(configuration.certificateFiles.list()),
    keys: files(configuration.keyFiles.list()),
    client: configuration.clientSslProfiles
      .list()
      .map(({ fullPath, certKeyChain, serverName, sniDefault }) => ({
        fullPath,
        certKeyChain,
        serverName,
        sniDefault,
      })),
    server: configuration.serverSslProfiles
      .list()
      .map(({ fullPath, cert, key, chain }) => ({
        fullPath,
        cert,
        key,
        chain,
      })),
    virtualServers: configuration.virtualServers
      .list()
      .map(({ fullPath, profiles, enabled }) => ({
        fullPath,
        profiles,
        enabled,
      })),
  };
}
