import { X509Certificate, createHash, createPublicKey } from 'node:crypto';
import { RunningDevice } from '@cmt/bigip-simulator';
import {
  Lab,
  NewVersion,
  fingerprintOf,
  installedVersion,
  issueVersion,
  requestFor,
  servedBy,
  startLab,
} from '../__testUtils__/lab';

jest.setTimeout(60_000);

let lab: Lab;
afterEach(async () => {
  await lab?.close();
});

const context = () => ({ signal: new AbortController().signal });

/** Blocks of a PEM text. */
const blocks = (pem: string) =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];

/** What a device has in the files that an entry of a profile names. */
function readBack({ configuration }: RunningDevice, profile: string) {
  const [entry] = configuration.clientSslProfiles.get(profile)!.certKeyChain!;
  const text = (path: string) =>
    configuration.certificateFiles.get(path)!.content.toString();
  const key = configuration.keyFiles.get(entry.key!)!.content.toString();
  return {
    certificate: fingerprintOf(new X509Certificate(text(entry.cert!))),
    publicKey: createHash('sha256')
      .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    chain: blocks(text(entry.chain!)).map(pem =>
      fingerprintOf(new X509Certificate(pem)),
    ),
  };
}

function sent({ material }: NewVersion) {
  return {
    certificate: material.fingerprint,
    publicKey: material.publicKeyFingerprint,
    chain: material.chainFingerprints,
  };
}

/** After a reboot virtual servers take a moment to listen. */
async function servedAgain(device: RunningDevice, virtual: string) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const chain = await servedBy(device, virtual).catch(() => undefined);
    if (chain) return chain;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return servedBy(device, virtual);
}

it.each([
  { strategy: 'switch', cluster: undefined },
  { strategy: 'switch', cluster: 'manual' },
  { strategy: 'switch', cluster: 'automatic' },
  { strategy: 'replace-content', cluster: undefined },
  { strategy: 'replace-content', cluster: 'manual' },
] as const)(
  'leaves on every device what was sent, after a reboot too: $strategy, cluster $cluster',
  async ({ strategy, cluster }) => {
    lab = await startLab({ cluster });
    const target = lab.createTarget();
    // Content is replaced where no other profile relies on the same chain.
    const name = strategy === 'switch' ? 'media' : 'secret';
    const version = await issueVersion([`${name}.lab.test`]);
    const plan = await target.plan(
      requestFor(lab, [`/Lab/${name}`], version, {
        strategy,
        // We hold what is there now, so that content may be replaced.
        restorable: [
          installedVersion(lab.devices[0], `/Lab/${name}`).material.fingerprint,
        ],
      }),
      context(),
    );
    expect(plan.changes).toMatchObject([{ strategy }]);
    const run = { plan, material: version.material };
    await target.stage(run, version.key, context());
    await target.activate(run, version.key, context());
    await target.sync(run, context());
    await target.verify(run, { ...context(), expect: 'after' });
    await target.save(run, { ...context(), expect: 'after' });

    for (const device of lab.devices) {
      expect(readBack(device, `/Lab/${name}-tls`)).toEqual(sent(version));
      await device.simulator.reboot({ downMs: 20 });
      expect(readBack(device, `/Lab/${name}-tls`)).toEqual(sent(version));
    }
    const [leaf, ...chain] = await servedAgain(lab.devices[0], `/Lab/${name}`);
    expect([leaf, chain[0]]).toEqual([
      version.material.fingerprint,
      version.material.chainFingerprints[0],
    ]);
  },
);
