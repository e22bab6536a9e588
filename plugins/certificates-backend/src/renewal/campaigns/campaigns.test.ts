import { Knex } from 'knex';
import { createTestDatabases } from '../../__testUtils__/databases';
import {
  insertCertificate,
  START,
  startRenewals,
} from '../../__testUtils__/startRenewals';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const DAY = 24 * 3_600_000;

describe.each(databases.eachSupportedId())('campaigns on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startRenewals>>;

  beforeEach(async () => {
    knex = await databases.migrated(id);
    for (let i = 0; i < 7; i++) {
      await insertCertificate(knex, {
        id: `c${i}`,
        owner: i < 4 ? 'group:default/shop' : 'group:default/bank',
        expiresAt: START + (80 - i) * DAY,
        virtualServers: 2,
      });
    }
    await insertCertificate(knex, {
      id: 'other',
      names: ['other.test'],
      expiresAt: START + 80 * DAY,
    });
    t = await startRenewals({ knex });
  });

  afterEach(() => t.stopAll());

  const request = {
    title: 'CA incident',
    selection: { issuers: ['Example*'], names: ['*.example.com'] },
    parallel: 3,
  };

  it('tell first what they would replace', async () => {
    expect(await t.renewals.campaigns.preview(request, {})).toEqual({
      certificates: 7,
      installations: 7,
      virtualServers: 14,
      byOwner: [
        { ownerRef: 'group:default/shop', certificates: 4 },
        { ownerRef: 'group:default/bank', certificates: 3 },
      ],
      problems: [],
    });
    expect(await knex('campaigns')).toEqual([]);
    for (const [selection, certificates] of [
      [{ keyTypes: ['rsa' as const] }, 0],
      [{ keyBelow: 3072 }, 0],
      [{ keyTypes: ['ec' as const], keyBelow: 384 }, 8],
      [{ owners: ['group:default/bank'] }, 3],
      [{ expiresBefore: new Date(START + 75 * DAY).toISOString() }, 1],
      [{ publicKeyFingerprint: 'a'.repeat(64) }, 0],
    ] as const) {
      const preview = await t.renewals.campaigns.preview(
        { title: 'x', selection: selection as never },
        {},
      );
      expect([selection, preview.certificates]).toEqual([
        selection,
        certificates,
      ]);
    }
    await expect(
      t.renewals.campaigns.preview({ title: 'x', selection: {} }, {}),
    ).rejects.toThrow(/states nothing/);
  });

  it('replace a few at a time, pause, go on and end', async () => {
    t.fakes.one.pollsUntilIssued = 99;
    t.fakes.one.pollDelayMs = 60_000;
    const campaign = await t.renewals.campaigns.create(
      request,
      'user:default/pat',
      {},
    );
    await t.tick();
    expect(await t.renewals.campaigns.get(campaign.id)).toMatchObject({
      state: 'running',
      counts: { total: 7, waiting: 4, running: 3, succeeded: 0, failed: 0 },
    });
    await t.tick();
    // What ends first goes first.
    const begun = await knex('renewals').orderBy('certificate_id');
    expect(begun.map(row => [row.certificate_id, row.kind])).toEqual([
      ['c4', 're-key'],
      ['c5', 're-key'],
      ['c6', 're-key'],
    ]);
    await t.renewals.campaigns.act(campaign.id, 'pause');
    t.fakes.one.pollsUntilIssued = 0;
    t.advance(61_000);
    for (const { id: renewal } of begun) {
      expect((await t.over(renewal)).state).toBe('succeeded');
    }
    await t.tick();
    expect(await t.renewals.campaigns.get(campaign.id)).toMatchObject({
      state: 'paused',
      counts: { waiting: 4, running: 0, succeeded: 3 },
      byOwner: [
        { ownerRef: 'group:default/shop', total: 4, succeeded: 0, failed: 0 },
        { ownerRef: 'group:default/bank', total: 3, succeeded: 3, failed: 0 },
      ],
    });
    await expect(
      t.renewals.campaigns.act(campaign.id, 'pause'),
    ).rejects.toThrow(/is paused/);
    await t.renewals.campaigns.act(campaign.id, 'continue');
    for (let round = 0; round < 4; round++) {
      await t.tick();
      for (const { id: renewal } of await knex('renewals').select('id')) {
        await t.over(renewal);
      }
    }
    expect(await t.renewals.campaigns.get(campaign.id)).toMatchObject({
      state: 'done',
      counts: { total: 7, succeeded: 7 },
    });
    expect(t.fakes.one.issued).toHaveLength(7);
  });

  it('begin each renewal once although a replica dies in between', async () => {
    const campaign = await t.renewals.campaigns.create(
      request,
      'user:default/pat',
      {},
    );
    await t.tick();
    await knex('campaign_items')
      .where('state', 'running')
      .update({ renewal_id: null });
    await t.tick();
    const ids = await knex('renewals').pluck('certificate_id');
    expect(new Set(ids).size).toBe(ids.length);
    await t.renewals.campaigns.act(campaign.id, 'stop');
    await t.tick();
    expect((await t.renewals.campaigns.get(campaign.id)).state).toBe('stopped');
  });
});
