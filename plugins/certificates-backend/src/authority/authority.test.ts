import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import { FakeAuthority } from '../__testUtils__/FakeAuthority';
import { KeySealer } from '../custody';
import { AuthorityRegistry } from './AuthorityRegistry';
import { createAuthorities } from './createAuthorities';
import {
  DatabaseAuthorityRecords,
  rotateAuthorityRecords,
} from './DatabaseAuthorityRecords';
import { OrderBudget } from './OrderBudget';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 24);
const OLD = { id: 'old', secret: randomBytes(32) };
const NEW = { id: 'new', secret: randomBytes(32) };

describe.each(databases.eachSupportedId())('authorities on %p', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.migrated(id);
  });

  describe('records', () => {
    const records = (authority: string, keys = [OLD]) =>
      new DatabaseAuthorityRecords({
        knex,
        sealer: new KeySealer(keys),
        authority,
      });

    it('belong to one CA, and secrets are sealed', async () => {
      const a = records('a');
      await a.put('account/key', 'top secret', { sealed: true });
      await a.put('account/url', 'https://ca.test/1');
      expect(await a.get('account/key')).toBe('top secret');
      expect(await records('b').get('account/key')).toBeUndefined();
      expect(JSON.stringify(await knex('authority_records'))).not.toContain(
        'top secret',
      );
      // Moved to another CA, a secret does not open.
      await knex('authority_records').update({ authority: 'b' });
      await expect(records('b').get('account/key')).rejects.toThrow(
        /does not open/,
      );
    });

    it('are inserted once, listed by prefix and deleted', async () => {
      const a = records('a');
      expect(await a.insert('serial/2', 'x')).toBe(true);
      expect(await a.insert('serial/2', 'y')).toBe(false);
      await a.put('serial/1', 'z', { sealed: true });
      await a.put('Serial/9', 'other');
      await a.put('serial%', 'other');
      expect(await a.list('serial/')).toEqual([
        { key: 'serial/1', value: 'z' },
        { key: 'serial/2', value: 'x' },
      ]);
      await a.delete('serial/1');
      expect(await a.get('serial/1')).toBeUndefined();
    });

    it('are sealed anew under a new key, after which the old one can go', async () => {
      await records('a').put('k', 'top secret', { sealed: true });
      await records('a').put('open', 'no secret');
      const sealer = new KeySealer([NEW, OLD]);
      expect(await rotateAuthorityRecords(knex, sealer)).toEqual({
        rewrapped: 1,
      });
      expect(await rotateAuthorityRecords(knex, sealer)).toEqual({
        rewrapped: 0,
      });
      expect(await records('a', [NEW]).get('k')).toBe('top secret');
      await expect(records('a', [OLD]).get('k')).rejects.toThrow(/configured/);
    });
  });

  describe('budget', () => {
    const limit = { orders: 3, periodMs: 3 * HOUR };
    const take = (orderId: string, now: number, ahead = 0) =>
      new OrderBudget({ knex }).take({
        authority: 'a',
        orderId,
        limit,
        ahead: async () => ahead,
        now,
      });

    it('gives places until they are used up, and says when the next is free', async () => {
      expect(await take('1', NOW)).toBeUndefined();
      expect(await take('2', NOW + HOUR)).toBeUndefined();
      // Those who wait already come first.
      expect(await take('3', NOW + HOUR, 1)).toEqual({
        nextAt: NOW + 3 * HOUR,
        blocked: false,
      });
      expect(await take('3', NOW + HOUR)).toBeUndefined();
      // The same order again has its place.
      expect(await take('3', NOW + HOUR)).toBeUndefined();
      expect(await take('4', NOW + HOUR)).toEqual({
        nextAt: NOW + 3 * HOUR,
        blocked: false,
      });
      expect(await take('5', NOW + HOUR, 1)).toEqual({
        nextAt: NOW + 4 * HOUR,
        blocked: false,
      });
      expect(await take('9', NOW + HOUR, 3)).toEqual({
        nextAt: NOW + 6 * HOUR,
        blocked: false,
      });
      expect(await take('4', NOW + 3 * HOUR)).toBeUndefined();
    });

    it('is shared: of many who ask at once no more get a place than there are', async () => {
      const asked = await Promise.all(
        Array.from({ length: 12 }, (_, i) => take(`o${i}`, NOW)),
      );
      expect(asked.filter(answer => answer === undefined)).toHaveLength(3);
      expect(await knex('authority_orders')).toHaveLength(3);
    });

    it('is closed while the CA counts too many', async () => {
      const budget = new OrderBudget({ knex });
      await budget.block('a', NOW + HOUR);
      expect(await take('1', NOW)).toEqual({
        nextAt: NOW + HOUR,
        blocked: true,
      });
      expect(await take('1', NOW + HOUR)).toBeUndefined();
    });
  });

  describe('of the configuration', () => {
    const fake = new FakeAuthority(() => NOW);

    function create(authorities: { id: string; kind: string }[]) {
      const registry = new AuthorityRegistry();
      registry.addAuthority({ kind: 'fake', create: () => fake });
      return createAuthorities({
        rootConfig: mockServices.rootConfig({
          data: { certificates: { authorities } },
        }),
        config: authorities,
        registry,
        knex,
        sealer: new KeySealer([OLD]),
        baseUrl: 'https://portal.test/api/certificates',
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
        clock: () => NOW,
      });
    }

    it('must be of a kind that is provided', () => {
      expect(() => create([{ id: 'x', kind: 'acme' }])).toThrow(
        "certificates.authorities 'x': nothing provides CAs of the kind 'acme', only of fake, manual",
      );
    });

    it('are listed with health, budget and publications', async () => {
      fake.description = {
        ...fake.description,
        limit: { orders: 1, periodMs: HOUR },
      };
      const authorities = create([
        { id: 'one', kind: 'fake', title: 'First' } as never,
        { id: 'hand', kind: 'manual' },
      ]);
      fake.healthNow = { status: 'ok', detail: 'fine', account: 'acct' };
      await authorities.checkHealth(new AbortController().signal);
      await authorities.budget.take({
        authority: 'one',
        orderId: '1',
        limit: { orders: 1, periodMs: HOUR },
        ahead: async () => 0,
        now: NOW,
      });
      expect(await authorities.summaries()).toMatchObject([
        {
          id: 'one',
          title: 'First',
          kind: 'fake',
          automatic: true,
          health: { status: 'ok', detail: 'fine' },
          account: 'acct',
          budget: {
            orders: 1,
            used: 1,
            queued: 0,
            nextAt: new Date(NOW + HOUR).toISOString(),
          },
          publications: [{ name: 'issuing.crl', path: '/pki/one/issuing.crl' }],
        },
        { id: 'hand', automatic: false, budget: null, publications: [] },
      ]);
      expect(await authorities.publication('one', 'issuing.crl')).toMatchObject(
        { maxAge: 600 },
      );
      await expect(authorities.publication('one', 'x')).rejects.toThrow(
        /Nothing is published/,
      );
    });
  });
});
