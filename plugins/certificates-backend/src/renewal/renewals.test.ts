import { Knex } from 'knex';
import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';
import { createTestDatabases } from '../__testUtils__/databases';
import {
  insertCertificate,
  OWNER,
  PLATFORM,
  START,
  startRenewals,
  STRANGER,
} from '../__testUtils__/startRenewals';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ASK_NOBODY = {
  ownerFromVirtualServers: null,
  platformFromVirtualServers: null,
  wildcard: false,
  severalOwners: false,
};

function trouble(
  kind: 'later' | 'person' | 'never',
  options: { retryAt?: number; isRateLimit?: boolean } = {},
) {
  return new AuthorityError({
    kind,
    authority: 'one',
    code: 'trouble',
    message: 'The CA is in trouble',
    remedy: 'Do something about it',
    ...options,
  });
}

describe.each(databases.eachSupportedId())('renewals on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startRenewals>>;

  async function start(
    policy: object = {},
    options: Partial<Parameters<typeof startRenewals>[0]> = {},
  ) {
    knex = await databases.migrated(id);
    await insertCertificate(knex, { id: 'shop' });
    t = await startRenewals({
      knex,
      policies: [{ id: 'all', ...policy }],
      ...options,
    });
  }

  afterEach(() => t.stopAll());

  /** The renewal once it waits to try again, after so many attempts at a step. */
  const waitsToRetry = (renewal: string, step: string, attempts: number) =>
    t.until(
      renewal,
      r =>
        r.waitsFor === 'retry' &&
        r.state === 'waiting' &&
        r.steps.find(({ name }) => name === step)?.attempts === attempts &&
        Date.parse(r.waitsUntil!) > t.now(),
    );

  it('take a certificate from key to proof, and keep no key in the open', async () => {
    await start();
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const over = await t.over(renewal);
    expect(over).toMatchObject({
      state: 'succeeded',
      kind: 'renewal',
      certificateTitle: 'shop.example.com',
      names: ['shop.example.com'],
      keys: [{ type: 'ec', curve: 'P-256' }],
      authorityId: 'one',
      policyId: 'all',
      orderReference: `order-${renewal}`,
      notAfter: new Date(START + 90 * DAY).toISOString(),
      createdBy: 'user:default/ann',
      problem: null,
      actions: [],
    });
    expect(
      over.steps.map(step => [step.name, step.state, step.attempts]),
    ).toEqual(
      ['approve', 'key', 'order', 'issue', 'plan', 'deploy'].map(name => [
        name,
        'done',
        1,
      ]),
    );
    expect(over.csrPem).toContain('BEGIN CERTIFICATE REQUEST');
    const material = await t.materials.get(over.materialId!);
    expect(material).toMatchObject({
      hasKey: true,
      certificateId: 'shop',
      fingerprint: over.fingerprint,
    });
    expect(t.deployments.requests.get(over.deploymentId!)).toMatchObject({
      certificateId: 'shop',
      materialId: over.materialId,
    });
    expect(t.fakes.one.issued).toHaveLength(1);
    // The key is nowhere but in the material, and sealed there.
    const { key } = await t.materials.open(over.materialId!);
    const secret = key.pem.split('\n')[1];
    for (const table of [
      'renewals',
      'renewal_events',
      'renewal_steps',
      'materials',
    ]) {
      const text = JSON.stringify(await knex(table));
      expect(text).not.toContain(secret);
      expect(text).not.toContain('PRIVATE KEY');
    }
    expect((await knex('renewals').first('sealed_key')).sealed_key).toBeNull();
    expect(JSON.stringify(over)).not.toContain(secret);
    expect(t.announced.map(({ what }) => what)).toEqual(['succeeded']);
  });

  it('wait for the CA, and poll when it says', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 2;
    t.fakes.one.pollDelayMs = HOUR;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    expect(await t.waits(renewal, 'authority')).toMatchObject({
      step: 'issue',
      waitsText: 'The CA thinks about it',
    });
    t.advance(HOUR);
    const over = await t.over(renewal);
    expect(over.state).toBe('succeeded');
    expect(over.steps.find(step => step.name === 'issue')?.attempts).toBe(1);
    expect(t.fakes.one.orders.size).toBe(1);
  });

  it('end as issued where nothing uses the certificate', async () => {
    await start();
    t.usage.set('shop', []);
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const over = await t.over(renewal);
    expect(over).toMatchObject({ state: 'succeeded', deploymentId: null });
    expect(over.materialId).not.toBeNull();
  });

  it('ask for new names only when somebody confirms', async () => {
    await start();
    const request = {
      certificateId: 'shop',
      names: ['other.example.com', 'shop.example.com'],
    };
    await expect(t.create(request)).rejects.toThrow(
      /with other.example.com\): confirm that/,
    );
    const { id: renewal } = await t.create({
      ...request,
      namesConfirmed: true,
    });
    const over = await t.over(renewal);
    expect(over).toMatchObject({
      state: 'succeeded',
      names: ['other.example.com', 'shop.example.com'],
      namesAdded: ['other.example.com'],
    });
    await expect(
      t.create({ kind: 'request', names: ['a b', 'x.test'] }),
    ).rejects.toThrow("Neither a DNS name nor an IP address: 'a b'");
  });

  it('issue what somebody requests, for whom nothing is installed yet', async () => {
    await start();
    const { id: renewal } = await t.create({
      kind: 'request',
      names: ['NEW.example.com', '192.0.2.7'],
      owner: 'group:default/shop',
      keys: [{ type: 'rsa', size: 2048 }],
    });
    const over = await t.over(renewal);
    expect(over).toMatchObject({
      state: 'succeeded',
      certificateId: null,
      certificateTitle: '192.0.2.7',
      ownerRef: 'group:default/shop',
      names: ['192.0.2.7', 'new.example.com'],
      deploymentId: null,
    });
    expect(await t.materials.get(over.materialId!)).toMatchObject({
      keyType: 'rsa',
      keySize: 2048,
    });
  });

  it('bind what somebody requests where it is wanted', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 2;
    const newBindings = [
      {
        unit: 'lb-1',
        virtualServer: '/Common/new',
        profile: '/Common/new-tls',
      },
    ];
    const { id: renewal } = await t.create({
      kind: 'request',
      names: ['new.example.com'],
      owner: 'group:default/shop',
      newBindings,
    });
    await t.waits(renewal, 'authority');
    const future = await t.renewals.requested.idOf(
      ['new.example.com'],
      newBindings,
    );
    expect(await t.renewals.requested.get(future)).toMatchObject({
      id: future,
      title: 'new.example.com',
      owner: { ref: 'group:default/shop' },
    });
    t.advance(MINUTE);
    const over = await t.over(renewal);
    expect(over).toMatchObject({ state: 'succeeded', certificateId: future });
    expect(t.deployments.requests.get(over.deploymentId!)).toMatchObject({
      certificateId: future,
      materialId: over.materialId,
      newBindings,
    });
    expect(await t.renewals.requested.get(future)).toBeUndefined();
  });

  it('redeploy what is held, without asking the CA', async () => {
    await start();
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const first = await t.over(renewal);
    const again = await t.create({ kind: 'redeploy', certificateId: 'shop' });
    const over = await t.over(again.id);
    expect(over).toMatchObject({
      state: 'succeeded',
      materialId: first.materialId,
      fingerprint: first.fingerprint,
    });
    expect(over.steps.map(step => step.state)).toEqual([
      'done',
      'skipped',
      'skipped',
      'skipped',
      'done',
      'done',
    ]);
    expect(t.fakes.one.issued).toHaveLength(1);
  });

  it('are one at a time for each certificate', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 99;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    await expect(t.create({ certificateId: 'shop' })).rejects.toThrow(
      `under way already: ${renewal}`,
    );
  });

  it('keep their key and order over trouble that passes, and never give up', async () => {
    await start();
    let failing = true;
    t.fakes.one.onMoment = ({ call, phase }) => {
      if (call === 'advance' && phase === 'before' && failing) {
        throw trouble('later');
      }
    };
    t.fakes.one.pollsUntilIssued = 1;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
      const waiting = await waitsToRetry(renewal, 'issue', attempt);
      const wait = Date.parse(waiting.waitsUntil!) - t.now();
      waits.push(wait);
      failing = attempt < 7;
      t.advance(wait);
    }
    expect(waits).toEqual([
      MINUTE,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      6 * HOUR,
      6 * HOUR,
      6 * HOUR,
    ]);
    const over = await t.over(renewal);
    expect(over.state).toBe('succeeded');
    expect(t.fakes.one.orders.size).toBe(1);
    expect(t.fakes.one.issued).toHaveLength(1);
  });

  it('ask a second CA when the first is down, or will never issue', async () => {
    await start();
    t.fakes.one.healthNow = { status: 'down', detail: 'gone', account: null };
    await t.authorities.checkHealth(new AbortController().signal);
    const down = await t.over((await t.create({ certificateId: 'shop' })).id);
    expect(down).toMatchObject({ state: 'succeeded', authorityId: 'two' });
    expect(down.events.map(({ message }) => message)).toContain(
      'Fake CA is down: Second CA is asked',
    );

    t.fakes.one.healthNow = { status: 'ok', detail: 'back', account: null };
    await t.authorities.checkHealth(new AbortController().signal);
    t.fakes.one.onMoment = () => {
      throw trouble('never');
    };
    const never = await t.over((await t.create({ certificateId: 'shop' })).id);
    expect(never).toMatchObject({ state: 'succeeded', authorityId: 'two' });
    t.fakes.two.onMoment = () => {
      throw trouble('never');
    };
    const failed = await t.over((await t.create({ certificateId: 'shop' })).id);
    expect(failed).toMatchObject({
      state: 'failed',
      problem: { code: 'trouble', message: 'The CA is in trouble' },
    });
    expect(t.announced.map(({ what }) => what)).toContain('failed');
  });

  it('ask all CAs in turn while none answers, the first one again', async () => {
    await start();
    const down = () => {
      throw trouble('later');
    };
    t.fakes.one.onMoment = down;
    t.fakes.two.onMoment = down;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    await waitsToRetry(renewal, 'order', 1);
    // Three attempts at each; the first comes back in the meantime.
    const asked = new Set<string | null>();
    for (let round = 0; round < 20; round++) {
      const now = await t.operations.get(renewal);
      if (now.state === 'succeeded') {
        break;
      }
      asked.add(now.authorityId);
      t.fakes.one.onMoment = asked.has('two') ? () => {} : down;
      t.advance(6 * HOUR);
      await new Promise(resolve => setTimeout(resolve, 150));
    }
    expect([...asked]).toEqual(['one', 'two']);
    expect(await t.over(renewal)).toMatchObject({
      state: 'succeeded',
      authorityId: 'one',
    });
  });

  it('place no orders while the CA counts too many, and share its budget', async () => {
    await start();
    for (const name of ['a', 'b', 'c']) {
      await insertCertificate(knex, { id: name });
    }
    t.fakes.one.description = {
      ...t.fakes.one.description,
      limit: { orders: 2, periodMs: 3 * HOUR },
    };
    const second = await t.replica();
    const ids = [
      (await t.create({ certificateId: 'shop' })).id,
      (await second.operations.create({ certificateId: 'a' }, OWNER)).id,
      (await t.create({ certificateId: 'b' })).id,
      (await second.operations.create({ certificateId: 'c' }, OWNER)).id,
    ];
    const settled = await Promise.all(
      ids.map(each =>
        t.until(each, r => r.state === 'succeeded' || r.waitsFor === 'budget'),
      ),
    );
    expect(settled.filter(r => r.state === 'succeeded')).toHaveLength(2);
    const [waiting] = settled.filter(r => r.state === 'waiting');
    expect(waiting.waitsText).toBe(
      `Fake CA takes the next order at ${new Date(
        START + 3 * HOUR,
      ).toISOString()}`,
    );
    const [summary] = await t.authorities.summaries();
    expect(summary.budget).toMatchObject({ used: 2, queued: 2 });
    t.advance(3 * HOUR);
    for (const each of ids) {
      expect((await t.over(each)).state).toBe('succeeded');
    }
    expect(t.fakes.one.issued).toHaveLength(4);

    const until = t.now() + DAY;
    t.advance(3 * HOUR);
    t.fakes.one.onMoment = () => {
      if (t.now() < until) {
        throw trouble('later', { isRateLimit: true, retryAt: until });
      }
    };
    const { id: blocked } = await t.create({ certificateId: 'shop' });
    const { waitsUntil } = await t.waits(blocked, 'budget');
    expect(waitsUntil).toBe(new Date(until).toISOString());
    const { id: other } = await t.create({ certificateId: 'a' });
    await t.waits(other, 'budget');
    t.advance(DAY);
    expect((await t.over(blocked)).state).toBe('succeeded');
    expect((await t.over(other)).state).toBe('succeeded');
  });

  it('refuse what was issued for another key, and what lacks names', async () => {
    await start();
    t.fakes.one.wrongKey = true;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    expect(await t.waits(renewal, 'retry')).toMatchObject({
      step: 'order',
      materialId: null,
      problem: {
        code: 'key-mismatch',
        message: expect.stringContaining(
          'another key than that of the request',
        ),
      },
    });
    t.fakes.one.wrongKey = false;
    t.fakes.one.names = () => ['other.example.com'];
    await t.operations.act(renewal, 'retry', OWNER);
    expect(await t.waits(renewal, 'person')).toMatchObject({
      namesLost: ['shop.example.com'],
      problem: { code: 'names-lost' },
      actions: ['approve', 'reject', 'retry', 'cancel'],
    });
    await expect(
      t.operations.decide(renewal, { approved: true }, STRANGER),
    ).rejects.toThrow(/Only group:default\/shop/);
    // Another one comes with all names.
    t.fakes.one.names = names => names;
    await t.operations.act(renewal, 'retry', OWNER);
    expect((await t.over(renewal)).state).toBe('succeeded');
    expect(t.fakes.one.issued).toHaveLength(3);

    t.fakes.one.names = () => ['other.example.com'];
    const { id: accepted } = await t.create({ certificateId: 'shop' });
    await t.waits(accepted, 'person');
    await t.operations.decide(accepted, { approved: true }, OWNER);
    expect((await t.over(accepted)).state).toBe('succeeded');
  });

  it('try deployments again until the certificate is replaced', async () => {
    await start();
    t.deployments.outcomes = ['rolled-back', 'partial', 'failed', 'succeeded'];
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await waitsToRetry(renewal, 'deploy', attempt);
      t.advance(2 * HOUR);
    }
    const over = await t.over(renewal);
    expect(over.state).toBe('succeeded');
    expect(t.deployments.all.size).toBe(4);
    expect(t.fakes.one.issued).toHaveLength(1);
  });

  it('give only the consents that a renewal covers', async () => {
    await start();
    t.deployments.consents = [
      { code: 'no-automatic-roll-back', detail: 'x', unit: 'lb-1' },
    ];
    expect(
      (await t.over((await t.create({ certificateId: 'shop' })).id)).state,
    ).toBe('succeeded');
    t.deployments.consents = [
      { code: 'pending-changes', detail: 'Changes of others', unit: 'lb-1' },
    ];
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const waiting = await t.waits(renewal, 'person');
    expect(waiting.waitsText).toContain('lb-1: Changes of others');
    // Somebody starts it on the page of the deployment.
    t.deployments.set(waiting.deploymentId!, 'succeeded');
    t.advance(MINUTE);
    expect((await t.over(renewal)).state).toBe('succeeded');
  });

  it('wait for windows, and tell the deployment when the end comes before', async () => {
    await start();
    t.deployments.outcomes = ['waiting'];
    t.deployments.waitsUntil = new Date(START + DAY).toISOString();
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    const waiting = await t.waits(renewal, 'time');
    expect(waiting.waitsUntil).toBe(new Date(START + DAY).toISOString());
    expect(t.deployments.overrides.get(waiting.deploymentId!)).toBe(
      START + 27 * DAY,
    );
    t.deployments.set(waiting.deploymentId!, 'succeeded');
    t.advance(MINUTE);
    expect((await t.over(renewal)).state).toBe('succeeded');
  });

  describe('approval', () => {
    const ofPlatform = {
      approval: {
        platformFromVirtualServers: 1,
        approvers: ['group:default/platform'],
      },
    };

    it('of the owner is given by asking; others have to be asked', async () => {
      await start({
        approval: { ...ASK_NOBODY, environments: ['production'] },
      });
      const own = await t.over((await t.create({ certificateId: 'shop' })).id);
      expect(own).toMatchObject({
        state: 'succeeded',
        approval: {
          tier: 'owner',
          reasons: ['production'],
          decision: { approved: true, by: 'user:default/ann' },
        },
      });
      const { id: renewal } = await t.create(
        { certificateId: 'shop' },
        STRANGER,
      );
      expect(await t.waits(renewal, 'approval')).toMatchObject({
        step: 'approve',
        approval: { approvers: ['group:default/shop'], decision: null },
        actions: ['approve', 'reject', 'cancel'],
      });
      await expect(
        t.operations.decide(renewal, { approved: true }, STRANGER),
      ).rejects.toThrow('Only group:default/shop can decide');
      await t.operations.decide(
        renewal,
        { approved: true, comment: 'fine' },
        OWNER,
      );
      const over = await t.over(renewal);
      expect(over).toMatchObject({
        state: 'succeeded',
        approval: { decision: { comment: 'fine', by: 'user:default/ann' } },
      });
      await expect(
        t.operations.decide(renewal, { approved: true }, OWNER),
      ).rejects.toThrow(/is not possible now/);
    });

    it('of the platform is not given by who asked', async () => {
      await start(ofPlatform);
      const { id: renewal } = await t.create(
        { certificateId: 'shop' },
        PLATFORM,
      );
      await t.waits(renewal, 'approval');
      await expect(
        t.operations.decide(renewal, { approved: true }, PLATFORM),
      ).rejects.toThrow(/Nobody approves what they asked for themselves/);
      await t.operations.decide(
        renewal,
        { approved: false, comment: 'not now' },
        { ...PLATFORM, ref: 'user:default/pia' },
      );
      expect(await t.over(renewal)).toMatchObject({
        state: 'rejected',
        approval: { decision: { approved: false, by: 'user:default/pia' } },
      });
      expect(t.fakes.one.orders.size).toBe(0);
    });

    it('is reminded of, escalated, and decided without them', async () => {
      await start({
        mode: 'ask',
        approval: {
          ...ASK_NOBODY,
          remindAfterHours: 2,
          escalateAfterHours: 4,
          decideAfterHours: 8,
          decision: 'approve',
        },
      });
      t.advance(8 * DAY);
      await t.tick();
      const { id: renewal } = await knex('renewals').first('id');
      await t.waits(renewal, 'approval');
      expect(t.announced.map(({ what }) => what)).toEqual(['approval-asked']);
      t.advance(2 * HOUR);
      await t.until(renewal, r => r.approval?.remindedAt !== null);
      t.advance(2 * HOUR);
      const escalated = await t.until(
        renewal,
        r => r.approval?.escalatedAt !== null,
      );
      expect(escalated.approval?.approvers).toEqual([
        'group:default/shop',
        'group:default/platform',
      ]);
      t.advance(4 * HOUR);
      expect(await t.over(renewal)).toMatchObject({
        state: 'succeeded',
        approval: { decision: { approved: true, by: null } },
      });
      expect(t.announced.map(({ what }) => what)).toEqual([
        'approval-asked',
        'approval-reminder',
        'approval-escalated',
        'succeeded',
      ]);
    });
  });

  describe('by hand', () => {
    const manual = {
      authorities: [{ id: 'portal', kind: 'manual', title: 'Our portal' }],
    };

    it('wait for the certificate, and match what is brought with the request', async () => {
      await start({}, manual);
      const { id: renewal } = await t.create({ certificateId: 'shop' });
      const waiting = await t.waits(renewal, 'person');
      expect(waiting).toMatchObject({
        wantsUpload: true,
        authorityId: 'portal',
      });
      expect(waiting.actions).toContain('upload');
      const csr = Buffer.from(
        waiting.csrPem!.replace(/-----[^-]+-----|\s/g, ''),
        'base64',
      );
      t.fakes.one.wrongKey = true;
      const wrong = await t.fakes.one.sign(csr);
      t.fakes.one.wrongKey = false;
      await expect(
        t.operations.upload(renewal, { pem: wrong.join('') }, OWNER),
      ).rejects.toThrow(/another key than that of the request/);
      await expect(
        t.operations.upload(renewal, { pem: 'rubbish' }, OWNER),
      ).rejects.toThrow(/no PEM text/);
      await expect(
        t.operations.upload(renewal, { pkcs7: 'cnViYmlzaA==' }, OWNER),
      ).rejects.toThrow(/PKCS#7 cannot be read/);

      // Days later, reminded once a day.
      t.advance(2 * DAY);
      await t.tick();
      await t.tick();
      expect(
        t.announced.filter(({ what }) => what === 'person-needed'),
      ).toHaveLength(2);
      const [leaf, issuer] = await t.fakes.one.sign(csr);
      await t.operations.upload(renewal, { pem: `${issuer}${leaf}` }, OWNER);
      const over = await t.over(renewal);
      expect(over).toMatchObject({ state: 'succeeded', wantsUpload: false });
      await expect(
        t.operations.upload(renewal, { pem: leaf }, OWNER),
      ).rejects.toThrow(/does not wait/);
    });
  });

  it('end when somebody cancels, and tell the CA', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 99;
    t.fakes.one.pollDelayMs = DAY;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    await t.waits(renewal, 'authority');
    await t.operations.act(renewal, 'cancel', OWNER);
    expect(await t.over(renewal)).toMatchObject({ state: 'cancelled' });
    expect(t.fakes.one.abandoned).toEqual([renewal]);
    expect((await knex('renewals').first('sealed_key')).sealed_key).toBeNull();
    await expect(t.operations.act(renewal, 'retry', OWNER)).rejects.toThrow(
      /is cancelled/,
    );
  });

  it('place another order when the CA is too slow', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 99;
    t.fakes.one.pollDelayMs = DAY;
    const { id: renewal } = await t.create({ certificateId: 'shop' });
    await t.waits(renewal, 'authority');
    t.advance(4 * DAY);
    const retried = await t.waits(renewal, 'retry');
    expect(retried).toMatchObject({
      step: 'order',
      problem: { code: 'order-too-slow' },
    });
    expect(t.fakes.one.abandoned).toEqual([renewal]);
    t.fakes.one.pollsUntilIssued = 0;
    t.advance(HOUR);
    expect(await t.over(renewal)).toMatchObject({
      state: 'succeeded',
      orderReference: `order-${renewal}-2`,
    });
  });
});
