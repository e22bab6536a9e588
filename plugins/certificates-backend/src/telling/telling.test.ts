import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import {
  insertCertificate,
  PLATFORM,
  START,
  startRenewals,
  STRANGER,
} from '../__testUtils__/startRenewals';
import { readCalendar } from './calendar';
import { toMessages } from './messages';
import { TellingService } from './TellingService';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SIGNAL = new AbortController().signal;

describe('toMessages', () => {
  it('makes one message of what one reader has to know', () => {
    const notice = (title: string, recipient: string) => ({
      kind: 'ending' as const,
      recipient,
      key: title,
      title,
      link: `/certificates/inventory/${title}`,
      detail: 'Ends 2026-12-01',
    });
    const many = Array.from({ length: 12 }, (_, i) =>
      notice(`c${i}`, 'group:default/a'),
    );
    const [a, b, ...others] = toMessages([
      ...many,
      notice('x', 'group:default/b'),
    ]);
    expect(others).toEqual([]);
    expect(a.title).toBe('12 certificates end soon and need you');
    expect(a.description.split('\n')).toHaveLength(11);
    expect(a.description).toContain('and 2 more');
    expect(a.link).toBe('/certificates/inventory?state=warning');
    expect(b).toMatchObject({
      title: 'A certificate ends soon and needs you: x',
      link: '/certificates/inventory/x',
    });
  });
});

describe.each(databases.eachSupportedId())('telling on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startRenewals>>;
  const notifications = { send: jest.fn() };
  const hook = jest.fn();

  async function start(policies: object[]) {
    knex = await databases.migrated(id);
    t = await startRenewals({ knex, policies });
    notifications.send.mockReset();
    hook.mockReset().mockImplementation(async () => new Response('ok'));
    return new TellingService({
      knex,
      config: {
        enabled: true,
        webhooks: [
          {
            url: 'https://hooks.test/secret',
            headers: { authorization: 'Bearer x' },
            format: 'json',
          },
        ],
      },
      notifications,
      platformGroup: 'group:default/platform',
      appUrl: 'https://portal.test',
      logger: t.logger,
      clock: t.now,
      fetch: hook,
    });
  }

  const told = () =>
    notifications.send.mock.calls.map(([{ recipients, payload }]) => [
      recipients.entityRef,
      payload.title,
    ]);

  afterEach(() => t.stopAll());

  it('says who has to act, once, and more people when nobody does', async () => {
    const telling = await start([{ id: 'all', mode: 'ask' }]);
    await insertCertificate(knex, { id: 'shop' });
    const { id: renewal } = await t.create({ certificateId: 'shop' }, STRANGER);
    await t.waits(renewal, 'approval');
    await telling.run(SIGNAL);
    await telling.run(SIGNAL);
    expect(told()).toEqual([
      ['group:default/shop', 'A renewal needs your approval: shop.example.com'],
    ]);
    expect(notifications.send.mock.calls[0][0].payload.link).toBe(
      `/certificates/renewals/${renewal}`,
    );
    t.advance(25 * HOUR);
    await t.until(renewal, r => r.approval?.remindedAt !== null);
    await t.tick();
    await telling.run(SIGNAL);
    expect(told().slice(1).sort()).toEqual(
      [
        [
          'group:default/shop',
          'A renewal needs your approval: shop.example.com',
        ],
        [
          'group:default/platform',
          'A renewal has not advanced for a day: shop.example.com',
        ],
        [
          'group:default/shop',
          'A renewal has not advanced for a day: shop.example.com',
        ],
      ].sort(),
    );
    await t.operations.decide(
      renewal,
      { approved: false },
      {
        ...PLATFORM,
        ownershipRefs: ['group:default/shop'],
      },
    );
  });

  it('is quiet about what automation has, and warns of the rest by share of life', async () => {
    const telling = await start([{ id: 'auto', match: { names: ['auto*'] } }]);
    const soon = {
      expiresAt: START + 10 * DAY,
      virtualServers: 1,
    };
    for (const name of ['auto', 'hand-1', 'hand-2']) {
      await insertCertificate(knex, { id: name, ...soon });
    }
    await knex('certificates').update({
      warning_at: START - DAY,
      critical_at: START + 5 * DAY,
    });
    await knex('certificates').where('id', 'auto').update({ automated: 1 });
    await telling.run(SIGNAL);
    expect(told()).toEqual([
      ['group:default/shop', '2 certificates end soon and need you'],
    ]);
    t.advance(6 * DAY);
    await telling.run(SIGNAL);
    expect(told().slice(1)).toEqual([
      ['group:default/shop', '3 certificates are about to end'],
      ['group:default/platform', '3 certificates are about to end'],
    ]);
    expect(hook).toHaveBeenCalledTimes(3);
    const [url, init] = hook.mock.calls[0];
    expect(url).toBe('https://hooks.test/secret');
    expect(init.headers.authorization).toBe('Bearer x');
    expect(JSON.parse(init.body)).toMatchObject({
      kind: 'ending',
      recipient: 'group:default/shop',
      items: [
        { link: 'https://portal.test/certificates/inventory/hand-1' },
        { title: 'hand-2.example.com' },
      ],
    });
  });

  it('tells later what could not be told, and fails nobody', async () => {
    const telling = await start([]);
    await insertCertificate(knex, { id: 'shop', expiresAt: START - DAY });
    await knex('certificates').update({ warning_at: 0, critical_at: 0 });
    notifications.send.mockRejectedValue(new Error('no such plugin'));
    hook.mockRejectedValue(new Error('https://hooks.test/secret is down'));
    await telling.run(SIGNAL);
    await telling.run(SIGNAL);
    expect(notifications.send).toHaveBeenCalledTimes(1);
    notifications.send.mockReset();
    t.advance(HOUR);
    await telling.run(SIGNAL);
    expect(told()).toEqual([
      [
        'group:default/shop',
        'A certificate in use has ended: shop.example.com',
      ],
      [
        'group:default/platform',
        'A certificate in use has ended: shop.example.com',
      ],
    ]);
    const log = JSON.stringify(
      (t.logger as ReturnType<typeof mockServices.logger.mock>).warn.mock.calls,
    );
    expect(log).toContain('its address is down');
    expect(log).not.toContain('hooks.test');
  });

  it('writes a calendar of ends and planned renewals', async () => {
    await start([{ id: 'all' }]);
    await insertCertificate(knex, {
      id: 'shop',
      names: [`${'very-long-name-'.repeat(4)}a.example.com`],
      expiresAt: START + 60 * DAY,
    });
    await insertCertificate(knex, { id: 'other', owner: 'group:default/bank' });
    await t.tick();
    const text = await readCalendar({
      knex,
      owner: 'group:default/Shop',
      appUrl: 'https://portal.test',
      now: START,
      read: {},
    });
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
    expect(lines.at(-2)).toBe('END:VCALENDAR');
    expect(lines.filter(each => each === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(Math.max(...lines.map(each => Buffer.byteLength(each)))).toBe(75);
    const unfolded = text.replace(/\r\n /g, '');
    expect(unfolded).toContain('DTSTART;VALUE=DATE:20270123');
    expect(unfolded).toContain('UID:renew-shop@certificates');
    expect(unfolded).toMatch(/DESCRIPTION:After 67 % of its 90 days\\, up to/);
    expect(unfolded).not.toContain('other');
  });
});
