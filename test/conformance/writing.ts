import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import {
  CertificateFactory,
  createSampleDevice,
  DeviceConfiguration,
  IssuedCertificate,
  MemoryMaterialCache,
  SimulatedDevice,
  startFarm,
} from '@cmt/bigip-simulator';
import { gatherFacts, ModuleTask, Provider, runModules } from './ansible';
import { expectedFacts } from './expectations';
import { judge, report } from './report';

/** A task with what it must report, and what must hold afterwards. */
interface Step extends ModuleTask {
  /** `failed`: the device must refuse it, for this reason. */
  expect: 'changed' | 'unchanged' | { failed: RegExp };
}

/** Facts that are gathered again when everything was written. */
const REREAD = [
  ...['ssl-certs', 'ssl-keys', 'client-ssl-profiles', 'server-ssl-profiles'],
  'virtual-servers',
];

const factory = new CertificateFactory({
  seed: 3,
  cache: new MemoryMaterialCache(),
});

function issue(id: string): Promise<IssuedCertificate> {
  return factory.issue({
    id,
    subject: [['CN', 'written.example']],
    names: ['written.example'],
    keyKind: 'rsa-2048',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    serialNumber: '2001',
    digest: 'sha256',
    isCa: false,
    extendedKeyUsage: ['serverAuth'],
  });
}

/** Every step that changes something is repeated, and must change nothing then. */
function repeated(step: Step): Step[] {
  return [step, { ...step, name: `${step.name}, again`, expect: 'unchanged' }];
}

function steps(
  first: IssuedCertificate,
  second: IssuedCertificate,
  device: SimulatedDevice,
): Step[] {
  // Validation of issuers came with 13.0.
  const issuer = device.version.hasCertificateValidation && {
    issuer_cert: 'root',
  };
  const changed = 'changed' as const;
  const chain = [{ cert: 'written', key: 'written', chain: 'root' }];
  const virtual = { name: 'shop_443', partition: 'Common' };
  const profiles = ['tcp', 'http', 'written', 'to-backend'];
  return [
    ...repeated({
      name: 'key is created',
      module: 'bigip_ssl_key',
      args: { name: 'written', content: first.keyPem },
      expect: changed,
    }),
    ...repeated({
      name: 'certificate is created',
      module: 'bigip_ssl_certificate',
      args: { name: 'written', content: first.pem, ...issuer },
      expect: changed,
    }),
    ...repeated({
      name: 'client-ssl profile is created',
      module: 'bigip_profile_client_ssl',
      args: {
        name: 'written',
        cert_key_chain: chain,
        server_name: 'written.example',
        sni_default: true,
        renegotiation: false,
      },
      expect: changed,
    }),
    ...repeated({
      name: 'client-ssl profile is changed',
      module: 'bigip_profile_client_ssl',
      args: { name: 'written', cert_key_chain: chain, strict_resume: true },
      expect: changed,
    }),
    ...repeated({
      name: 'server-ssl profile is created',
      module: 'bigip_profile_server_ssl',
      args: {
        name: 'written-server',
        certificate: 'written.crt',
        key: 'written.key',
        server_name: 'backend.example',
      },
      expect: changed,
    }),
    ...repeated({
      name: 'virtual server gets the profile',
      module: 'bigip_virtual_server',
      args: { ...virtual, profiles },
      expect: changed,
    }),
    {
      name: 'certificate alone is not replaced by one of another key',
      module: 'bigip_ssl_certificate',
      args: { name: 'written', content: second.pem },
      expect: { failed: /01070317/ },
    },
    ...repeated({
      name: 'key and certificate are replaced together',
      module: 'bigip_ssl_key_cert',
      args: {
        key_name: 'written',
        key_content: second.keyPem,
        cert_name: 'written',
        cert_content: second.pem,
      },
      expect: changed,
    }),
    ...repeated({
      name: 'key and certificate are created together',
      module: 'bigip_ssl_key_cert',
      args: {
        key_name: 'both',
        key_content: first.keyPem,
        cert_name: 'both',
        cert_content: first.pem,
      },
      expect: changed,
    }),
    {
      name: 'certificate in use is not deleted',
      module: 'bigip_ssl_certificate',
      args: { name: 'written', state: 'absent' },
      expect: { failed: /01071349/ },
    },
    {
      name: 'profile in use is not deleted',
      module: 'bigip_profile_client_ssl',
      args: { name: 'written', state: 'absent' },
      expect: { failed: /in use/ },
    },
    ...repeated({
      name: 'key and certificate are deleted together',
      module: 'bigip_ssl_key_cert',
      args: { key_name: 'both', cert_name: 'both', state: 'absent' },
      expect: changed,
    }),
    {
      name: 'configuration is saved',
      module: 'bigip_config',
      args: { save: true },
      expect: changed,
    },
  ];
}

function verdict(
  step: Step,
  result: { failed: boolean; changed: boolean; message: string },
): string | undefined {
  const { failed, changed, message } = result;
  if (typeof step.expect === 'object')
    return failed && step.expect.failed.test(message)
      ? undefined
      : `expected ${step.expect.failed}: ${message.slice(-400)}`;
  if (failed) return message.slice(-700);
  return changed === (step.expect === 'changed')
    ? undefined
    : `changed: ${changed}`;
}

async function play(
  prefix: string,
  provider: Provider,
  played: readonly Step[],
): Promise<void> {
  const results = await runModules(provider, played);
  played.forEach((step, index) =>
    report(`${prefix}: ${step.name}`, verdict(step, results[index])),
  );
}

function check(name: string, isTrue: boolean): void {
  report(name, isTrue ? undefined : 'does not hold');
}

async function providerOf(device: SimulatedDevice): Promise<Provider> {
  const { host, port } = await device.listen();
  return { server: host, port, user: 'admin', password: 'admin secret' };
}

/** Lets modules create, change and delete what certificates need. */
export async function conformWriting(version: string): Promise<void> {
  const device = await createSampleDevice({ version });
  const prefix = `${version} writing`;
  try {
    const provider = await providerOf(device);
    const [first, second] = [await issue('first'), await issue('second')];
    await play(prefix, provider, steps(first, second, device));
    check(
      `${prefix}: the bytes are those that were sent`,
      holds(device, second),
    );
    // The module that replaces both does not clean up; the device never does.
    check(
      `${prefix}: only the uploads that nobody removed are left`,
      device.files
        .leftovers()
        .map(({ name }) => name)
        .join() === 'written.crt,written.key',
    );
    const [facts] = await gatherFacts(provider, { after: REREAD });
    report(
      `${prefix}: facts are gathered`,
      facts.failed ? facts.message.slice(-700) : undefined,
    );
    if (!facts.failed)
      judge(
        `${prefix}, facts after`,
        facts.facts,
        REREAD,
        expectedFacts(device.configuration, 'Common'),
      );
    await device.reboot({ downMs: 10 });
    check(`${prefix}: all of it survives a reboot`, holds(device, second));
    if (device.version.atLeast('14.0')) await conformRequest(prefix, provider);
  } finally {
    await device.close();
  }
}

function holds(device: SimulatedDevice, sent: IssuedCertificate): boolean {
  const { configuration } = device;
  const file = configuration.certificateFiles.get('/Common/written.crt');
  const virtual = configuration.virtualServers.get('/Common/shop_443');
  const [entry] = configuration.resolvedCertKeyChain('/Common/written');
  return (
    file !== undefined &&
    entry !== undefined &&
    new X509Certificate(file.content).fingerprint256
      .replaceAll(':', '')
      .toLowerCase() === sent.fingerprint &&
    entry.chain === '/Common/root.crt' &&
    virtual!.profiles.some(({ fullPath }) => fullPath === '/Common/written')
  );
}

/** A request for a key of the device, fetched as the module does it. */
async function conformRequest(
  prefix: string,
  provider: Provider,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bigip-conformance-csr-'));
  const dest = join(directory, 'written.csr');
  try {
    await play(prefix, provider, [
      {
        name: 'request is made and fetched',
        module: 'bigip_ssl_csr',
        args: {
          name: 'written',
          key_name: 'written.key',
          common_name: 'written.example',
          dest,
        },
        expect: 'changed',
      },
    ]);
    const request = new Pkcs10CertificateRequest(
      await readFile(dest, 'utf8').catch(() => ''),
    );
    check(`${prefix}: the request is signed`, await request.verify());
    check(
      `${prefix}: the request names its subject`,
      request.subject === 'CN=written.example',
    );
  } catch (error) {
    report(`${prefix}: the request can be read`, String(error));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const PAIR = `name: Conformance
seed: 11
organization: Conformance
country: NL
authorities: {}
certificates: {}
configurations:
  pair: { deviceGroup: { name: pair } }
devices:
  - name: one
    hostname: one.example
    configuration: pair
    version: 16.1.3.3
    managementIp: 192.0.2.1
    users: &users [{ name: admin, password: admin secret, role: admin }]
  - name: two
    hostname: two.example
    configuration: pair
    version: 16.1.3.3
    managementIp: 192.0.2.2
    failover: standby
    users: *users
`;

/** Lets the module of F5 synchronise a pair, in both directions. */
export async function conformCluster(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bigip-conformance-pair-'));
  const farmFile = join(directory, 'farm.yaml');
  await writeFile(farmFile, PAIR);
  const farm = await startFarm({
    farmFile,
    listen: { host: '127.0.0.1', port: 0 },
    dataPlane: false,
  });
  try {
    const [one, two] = farm.devices;
    const has = (configuration: DeviceConfiguration) =>
      configuration.keyFiles.has('/Common/synced.key');
    const provider = {
      server: one.host,
      port: one.port,
      user: 'admin',
      password: 'admin secret',
    };
    const { keyPem } = await issue('first');
    await play('cluster', provider, [
      {
        name: 'key is created on one unit',
        module: 'bigip_ssl_key',
        args: { name: 'synced', content: keyPem },
        expect: 'changed',
      },
      ...repeated({
        name: 'unit is pushed to its group',
        module: 'bigip_configsync_action',
        args: { device_group: 'pair', sync_device_to_group: true },
        expect: 'changed',
      }),
    ]);
    check('cluster: the other unit has the key', has(two.configuration));
    await play('cluster', provider, [
      {
        name: 'key is deleted on one unit',
        module: 'bigip_ssl_key',
        args: { name: 'synced', state: 'absent' },
        expect: 'changed',
      },
    ]);
    await play('cluster', { ...provider, port: two.port }, [
      {
        name: 'group is pulled by the other unit',
        module: 'bigip_configsync_action',
        args: { device_group: 'pair', sync_group_to_device: true },
        expect: 'changed',
      },
    ]);
    check('cluster: the other unit has lost the key', !has(two.configuration));
  } finally {
    await farm.close();
    await rm(directory, { recursive: true, force: true });
  }
}
