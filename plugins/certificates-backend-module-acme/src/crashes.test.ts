import { randomUUID } from 'node:crypto';
import { JsonObject } from '@backstage/types';
import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { AcmeLab } from './__testUtils__/acmeLab';
import { AcmeProxy, startAcmeProxy } from './__testUtils__/acmeProxy';
import { Pebble, hasPebble, startPebble } from './__testUtils__/pebble';
import {
  WEBHOOK_PASSWORD,
  WEBHOOK_USER,
  Webhook,
  startWebhook,
} from './__testUtils__/webhook';

jest.setTimeout(180_000);

/** More POSTs than one order takes without refused nonces. */
const MOST_POSTS = 24;
const context = { signal: new AbortController().signal };
const NAMES = ['*.shop.example.test', 'shop.example.test'];

const describePebble = hasPebble() ? describe : describe.skip;

describePebble('an order whose connections break, at Pebble', () => {
  let pebble: Pebble;
  let proxy: AcmeProxy;
  let webhook: Webhook;
  let lab: AcmeLab;

  beforeAll(async () => {
    // Refused nonces would make the numbers of the POSTs differ.
    pebble = await startPebble({
      env: { PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' },
    });
  });
  afterAll(async () => {
    await pebble?.stop();
  });
  beforeEach(async () => {
    proxy = await startAcmeProxy(pebble);
    webhook = await startWebhook(pebble);
    lab = new AcmeLab({
      directory: proxy.directory,
      caFile: pebble.caFile,
      termsOfServiceAgreed: true,
      solvers: [
        {
          kind: 'http-webhook',
          types: ['dns-01'],
          url: webhook.url,
          username: WEBHOOK_USER,
          password: WEBHOOK_PASSWORD,
        },
      ],
    });
  });
  afterEach(async () => {
    await proxy.close();
    await webhook.close();
  });

  /** Takes an order to its end; whoever fails is replaced by another replica. */
  const run = async () => {
    const { csr } = await createTestSigningRequest({ names: NAMES });
    const request = {
      id: randomUUID(),
      csr,
      names: NAMES,
      lifetimeDays: null,
      replaces: null,
    };
    let order: JsonObject | undefined;
    for (let calls = 0; calls < 100; calls++) {
      const authority = lab.createAuthority();
      try {
        const progress = order
          ? await authority.advance(request, order, context)
          : await authority.begin(request, context);
        if (progress.state === 'issued') {
          return progress;
        }
        order = JSON.parse(JSON.stringify(progress.order));
        await lab.waitUntil(progress.pollAt);
      } catch (error) {
        if (!AuthorityError.is(error) || error.kind !== 'later') {
          throw error;
        }
        await lab.waitUntil(error.retryAt ?? lab.now() + 1_000);
      }
    }
    throw new Error('It has not ended');
  };

  it.each(['before', 'after'] as const)(
    'is issued once, when one breaks %s its effect, whichever it is',
    async phase => {
      for (let after = 0; after < MOST_POSTS; after++) {
        proxy.breakPost({ after, phase });
        const finalized = proxy.finalized();
        const { chainPem } = await run();
        expect(chainPem.length).toBeGreaterThan(1);
        expect({ after, issued: proxy.finalized() - finalized }).toEqual({
          after,
          issued: 1,
        });
        expect(webhook.presented()).toEqual([]);
      }
    },
  );

  it('is found again when the answer to placing it was lost', async () => {
    // The first POST opens the account, the second places the order.
    proxy.breakPost({ after: 1, phase: 'after' });
    await run();
    expect(proxy.placed()).toBe(1);
  });
});
