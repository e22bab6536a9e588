import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import {
  insertCertificate,
  OWNER,
  START,
  startRenewals,
} from '../__testUtils__/startRenewals';
import { holdUntil } from './loopGuard';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('holdUntil', () => {
  it('leaves a certificate alone after its renewal has ended', () => {
    const options = { lifetimeMs: 40 * DAY, failuresInARow: 1, now: 0 };
    expect(holdUntil({ ...options, state: 'succeeded' })).toBe(10 * DAY);
    expect(holdUntil({ ...options, state: 'rejected' })).toBe(2 * DAY);
    expect(holdUntil({ ...options, state: 'failed' })).toBe(HOUR);
    expect(holdUntil({ ...options, state: 'failed', failuresInARow: 3 })).toBe(
      4 * HOUR,
    );
    expect(holdUntil({ ...options, state: 'failed', failuresInARow: 99 })).toBe(
      DAY,
    );
    expect(
      holdUntil({ ...options, lifetimeMs: HOUR, state: 'succeeded' }),
    ).toBe(HOUR);
  });
});

describe.each(databases.eachSupportedId())('the schedule on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startRenewals>>;

  async function start(policies: object[] = [{ id: 'all' }]) {
    knex = await databases.migrated(id);
    t = await startRenewals({ knex, policies });
  }

  const renewals = () => knex('renewals').orderBy('created_at');

  afterEach(() => t.stopAll());

  it('begins what is due by its policy, once, and nothing else', async () => {
    await start([
      { id: 'auto', match: { names: ['due*', 'fresh*'] } },
      { id: 'by-hand', mode: 'manual', match: { names: ['manual*'] } },
    ]);
    // Of 90 days, 30 are left at two thirds.
    await insertCertificate(knex, { id: 'due', expiresAt: START + 20 * DAY });
    await insertCertificate(knex, { id: 'fresh', expiresAt: START + 60 * DAY });
    await insertCertificate(knex, { id: 'manual', expiresAt: START + DAY });
    await insertCertificate(knex, { id: 'other', expiresAt: START + DAY });
    const second = await t.replica();
    await Promise.all([
      t.tick(),
      second.renewals.tick(new AbortController().signal),
    ]);
    const [only, ...others] = await renewals();
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      certificate_id: 'due',
      kind: 'renewal',
      created_by: null,
      policy_id: 'auto',
    });
    const over = await t.over(only.id);
    expect(over.state).toBe('succeeded');
    expect(over.events[0].message).toContain(
      "Begun by the policy 'auto': After 67 % of its 90 days",
    );
    // The inventory has not seen it yet: nothing goes in circles.
    for (let day = 0; day < 20; day++) {
      t.advance(DAY);
      await t.tick();
    }
    expect(await knex('renewals')).toHaveLength(1);
  });

  it('renews a certificate of six days halfway, over and over without a loop', async () => {
    await start();
    const life = 6 * DAY;
    t.fakes.one.lifetimeDays = 6;
    await insertCertificate(knex, {
      id: 'short',
      expiresAt: START + life,
      lifetimeDays: 6,
    });
    for (let hour = 0; hour < 30 * 24; hour += 3) {
      await t.tick();
      for (const { id: open } of await knex('renewals')
        .whereIn('state', ['waiting', 'running'])
        .select('id')) {
        const over = await t.over(open);
        await insertCertificate(knex, {
          id: 'short',
          expiresAt: Date.parse(over.notAfter!),
          lifetimeDays: 6,
          versionId: over.fingerprint!,
        });
      }
      const { expires_at: end } = await knex('certificates').first(
        'expires_at',
      );
      expect(Number(end) - t.now()).toBeGreaterThan(2 * DAY);
      t.advance(3 * HOUR);
    }
    const count = (await knex('renewals')).length;
    expect(count).toBeGreaterThanOrEqual(9);
    expect(count).toBeLessThanOrEqual(12);
    expect(t.fakes.one.issued).toHaveLength(count);
  });

  it('deploys what is held already instead of asking for more', async () => {
    await start();
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 20 * DAY });
    const { id: first } = await t.create({ certificateId: 'shop' });
    await t.over(first);
    t.advance(25 * DAY);
    await t.tick();
    const [, second] = await renewals();
    expect(second).toMatchObject({ kind: 'redeploy', created_by: null });
    await t.over(second.id);
    expect(t.fakes.one.issued).toHaveLength(1);
  });

  it('renews both certificates of a pair, one after the other', async () => {
    await start();
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 20 * DAY });
    await t.tick();
    const [first] = await renewals();
    await t.over(first.id);
    await t.tick();
    expect(await renewals()).toHaveLength(1);
    t.advance(HOUR);
    // Of the two that are served, the one with the other kind of key ends first now.
    await knex('certificates').update({ key_type: 'rsa', key_size: 2048 });
    await knex('versions').update({ key_type: 'rsa', key_size: 2048 });
    await t.tick();
    const [, second] = await renewals();
    expect(JSON.parse(second.key_spec)).toEqual({ type: 'rsa', size: 2048 });
    expect((await t.over(second.id)).state).toBe('succeeded');
    await t.tick();
    expect(await renewals()).toHaveLength(2);
  });

  it('adopts what was renewed otherwise, and lets go of what is gone', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 99;
    t.fakes.one.pollDelayMs = DAY;
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 20 * DAY });
    await insertCertificate(knex, { id: 'gone', expiresAt: START + 20 * DAY });
    await t.tick();
    const ids = new Map(
      (await renewals()).map(row => [row.certificate_id, row.id]),
    );
    await t.waits(ids.get('shop'), 'authority');
    await t.waits(ids.get('gone'), 'authority');
    await insertCertificate(knex, {
      id: 'shop',
      expiresAt: START + 90 * DAY,
      versionId: 'e'.repeat(64),
    });
    await knex('certificates').where('id', 'gone').update({ listing: 2 });
    await t.tick();
    expect(await t.over(ids.get('shop'))).toMatchObject({ state: 'cancelled' });
    const gone = await t.over(ids.get('gone'));
    expect(gone.events.at(-1)?.message).toBe(
      'The certificate is not installed anywhere any more',
    );
    const shop = await t.operations.get(ids.get('shop'));
    expect(shop.events.at(-1)?.message).toContain('It was renewed otherwise');
  });

  it('gives a notice first where the policy says so', async () => {
    await start([{ id: 'all', mode: 'notify', timing: { noticeHours: 24 } }]);
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 20 * DAY });
    await t.tick();
    const [{ id: renewal }] = await renewals();
    const waiting = await t.waits(renewal, 'notice');
    expect(waiting.waitsUntil).toBe(new Date(START + DAY).toISOString());
    expect(t.announced.map(({ what }) => what)).toEqual(['notice']);
    t.advance(DAY);
    expect((await t.over(renewal)).state).toBe('succeeded');
  });

  it('follows the CA that suggests a time, also an early one', async () => {
    await start();
    t.fakes.one.description = {
      ...t.fakes.one.description,
      hasRenewalInfo: true,
    };
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 80 * DAY });
    await knex('encoded_certificates').insert({
      fingerprint: 'shop'.padEnd(64, '0'),
      der: Buffer.from([1]),
      subject: 's',
      issuer: 'i',
      not_after: START + 80 * DAY,
      is_root: 0,
    });
    t.fakes.one.info = {
      start: START + 2 * HOUR,
      end: START + 3 * HOUR,
      explanationUrl: 'https://ca.test/incident',
      askAgainAt: START + 6 * HOUR,
    };
    await t.tick();
    expect(await renewals()).toHaveLength(0);
    t.advance(3 * HOUR);
    await t.tick();
    const [{ id: renewal }] = await renewals();
    const over = await t.over(renewal);
    expect(over.events[0].message).toContain('https://ca.test/incident');
  });

  it('marks certificates that policies look after without a person', async () => {
    await start([
      { id: 'auto', match: { names: ['auto*', '\\*.wild*'] } },
      { id: 'ask', mode: 'ask', match: { names: ['ask*'] } },
    ]);
    await insertCertificate(knex, { id: 'auto' });
    await insertCertificate(knex, { id: 'ask' });
    await insertCertificate(knex, { id: 'none' });
    await t.tick();
    const rows = await knex('certificates').orderBy('id');
    expect(rows.map(row => [row.id, row.automated])).toEqual([
      ['ask', 0],
      ['auto', 1],
      ['none', 0],
    ]);
    const obstacles = await knex('renewal_schedule').orderBy('certificate_id');
    expect(obstacles.map(row => row.obstacle)).toEqual([
      "The policy 'ask' asks somebody first",
      null,
      'No policy applies to it',
    ]);
    // Read once; a tick without news writes nothing.
    const before = JSON.stringify(obstacles);
    await t.tick();
    expect(
      JSON.stringify(await knex('renewal_schedule').orderBy('certificate_id')),
    ).toBe(before);
  });

  it('tells people what has not advanced for a day', async () => {
    await start();
    t.fakes.one.pollsUntilIssued = 99;
    t.fakes.one.pollDelayMs = HOUR;
    await insertCertificate(knex, { id: 'shop' });
    const { id: renewal } = await t.create({ certificateId: 'shop' }, OWNER);
    await t.waits(renewal, 'authority');
    t.advance(25 * HOUR);
    await t.tick();
    await t.tick();
    expect(t.announced.map(({ what }) => what)).toEqual(['stuck']);
    expect((await t.operations.get(renewal)).events.at(-1)?.message).toContain(
      'No progress for a day',
    );
  });

  it('tries again after failures, later each time', async () => {
    await start();
    t.fakes.one.onMoment = t.fakes.two.onMoment = () => {
      const error = new Error('no');
      error.name = 'AuthorityError';
      throw Object.assign(error, {
        kind: 'never',
        isRateLimit: false,
        problem: {
          code: 'rejected',
          message: 'no',
          cause: null,
          remedy: 'ask',
          action: null,
        },
      });
    };
    await insertCertificate(knex, { id: 'shop', expiresAt: START + 20 * DAY });
    const times: number[] = [];
    for (let hour = 0; hour < 20; hour++) {
      await t.tick();
      const rows = await renewals();
      const last = rows[rows.length - 1];
      await t.over(last.id);
      if (rows.length > times.length) {
        times.push(hour);
      }
      t.advance(HOUR);
    }
    expect(times).toEqual([0, 1, 3, 7, 15]);
  });
});
