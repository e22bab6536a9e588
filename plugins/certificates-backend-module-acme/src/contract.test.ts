import { X509Certificate } from 'node:crypto';
import { certificateAuthorityContract } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { AcmeLab } from './__testUtils__/acmeLab';
import { startAcmeProxy } from './__testUtils__/acmeProxy';
import { Pebble, hasPebble, startPebble } from './__testUtils__/pebble';
import {
  WEBHOOK_PASSWORD,
  WEBHOOK_USER,
  startWebhook,
} from './__testUtils__/webhook';

jest.setTimeout(120_000);

let pebble: Pebble | undefined;

beforeAll(async () => {
  pebble = hasPebble()
    ? await startPebble({ blocked: ['blocked.example.test'] })
    : undefined;
});
afterAll(async () => {
  await pebble?.stop();
});

/** One after the other: each fixture has a proxy, a webhook and an account. */
async function createFixture(type: 'dns-01' | 'http-01') {
  if (!pebble) {
    throw new Error('Pebble does not run');
  }
  const { caFile, statusOf } = pebble;
  const proxy = await startAcmeProxy(pebble);
  const webhook = await startWebhook(pebble);
  const lab = new AcmeLab({
    directory: proxy.directory,
    contact: 'pki@example.test',
    caFile,
    termsOfServiceAgreed: true,
    solvers: [
      {
        kind: 'http-webhook',
        types: [type],
        url: webhook.url,
        username: WEBHOOK_USER,
        password: WEBHOOK_PASSWORD,
        propagation: '5s',
      },
    ],
  });
  return {
    createAuthority: () => lab.createAuthority(),
    records: lab.records,
    logger: lab.logger,
    names: ['api.example.test', 'shop.example.test'],
    wildcard: type === 'dns-01' ? '*.shop.example.test' : null,
    forbidden: 'blocked.example.test',
    secrets: () => [
      WEBHOOK_PASSWORD,
      ...Object.values(lab.records.sealed()).flatMap(value =>
        (JSON.parse(value) as { pem: string }).pem
          .split('\n')
          .filter(line => line.length > 20 && !line.startsWith('-')),
      ),
    ],
    issued: async () => proxy.finalized(),
    now: lab.now,
    waitUntil: lab.waitUntil,
    isRevoked: async (certificate: Uint8Array) => {
      const { serialNumber } = new X509Certificate(certificate);
      return (await statusOf(serialNumber.toLowerCase())) === 'Revoked';
    },
    outage: {
      begin: async () => proxy.breakAll(true),
      end: async () => proxy.breakAll(false),
    },
    async close() {
      await proxy.close();
      await webhook.close();
    },
  };
}

if (hasPebble()) {
  describe.each(['dns-01', 'http-01'] as const)('%s', type => {
    certificateAuthorityContract({
      name: 'ACME',
      create: () => createFixture(type),
    });
  });
} else {
  it.todo('needs pebble and pebble-challtestsrv, which are not installed');
}
