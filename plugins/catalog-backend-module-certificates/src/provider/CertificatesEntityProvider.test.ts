import { mockServices } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogFeedItem } from '@cmt/backstage-plugin-certificates-common';
import { feedItem } from '../__testUtils__/feedItem';
import { INVENTORY_LOCATION, toEntityRef } from '../entities/toEntity';
import { CertificatesEntityProvider } from './CertificatesEntityProvider';

type Delta = Extract<EntityProviderMutation, { type: 'delta' }>;

/** A feed as the backend keeps it: one row per entity, ordered by sequence. */
class FakeFeed {
  rows: CatalogFeedItem[] = [];
  requests: { after: number; limit?: number; token?: string }[] = [];

  async listCatalogFeed(
    request: { after: number; limit?: number },
    options?: { token?: string },
  ) {
    this.requests.push({ ...request, token: options?.token });
    return {
      items: this.rows
        .filter(row => row.sequence > request.after)
        .slice(0, request.limit ?? 100),
      lastSequence: this.rows[this.rows.length - 1]?.sequence ?? 0,
    };
  }
}

async function setUp(options: { feed: FakeFeed; entities?: Entity[] }) {
  const mutations: Delta[] = [];
  const applyMutation = jest.fn(async (mutation: EntityProviderMutation) => {
    expect(mutation.type).toBe('delta');
    mutations.push(mutation as Delta);
  });
  const logger = mockServices.logger.mock();
  const provider = new CertificatesEntityProvider({
    certificates: options.feed,
    catalog: catalogServiceMock({ entities: options.entities ?? [] }),
    auth: mockServices.auth(),
    logger,
    taskRunner: { run: async () => {} },
    context: {
      pageUrl: 'http://localhost:3000/certificates',
      fallbackOwner: 'unknown',
    },
  });
  await provider.connect({ applyMutation, refresh: async () => {} });
  const added = () =>
    mutations.flatMap(m => m.added.map(a => stringifyEntityRef(a.entity)));
  const removed = () =>
    mutations.flatMap(m =>
      m.removed.map(r => ('entityRef' in r ? r.entityRef : 'no reference')),
    );
  return { provider, mutations, applyMutation, logger, added, removed };
}

describe('CertificatesEntityProvider', () => {
  it('keeps the name that owns its entities in the catalog', async () => {
    const { provider } = await setUp({ feed: new FakeFeed() });
    expect(provider.getProviderName()).toBe('CertificatesEntityProvider');
  });

  it('passes on what is new, once, and removes what was deleted', async () => {
    const feed = new FakeFeed();
    feed.rows = [feedItem(1), feedItem(2, { kind: 'device', id: 'bigip-1' })];
    const { provider, mutations, added, removed } = await setUp({ feed });

    await provider.refresh();
    expect(added()).toEqual(feed.rows.map(toEntityRef));

    mutations.length = 0;
    await provider.refresh();
    expect(mutations).toEqual([]);

    feed.rows = [
      feed.rows[1],
      feedItem(3, { id: 'certificate-1', deleted: true }),
      feedItem(4),
    ];
    await provider.refresh();
    expect(added()).toEqual([toEntityRef(feedItem(4))]);
    expect(removed()).toEqual([toEntityRef(feed.rows[1])]);
  });

  it('speaks to the backend as a service', async () => {
    const feed = new FakeFeed();
    const { provider } = await setUp({ feed });
    await provider.refresh();
    expect(feed.requests[0].token).toContain('certificates');
  });

  it('continues where it failed to read', async () => {
    const feed = new FakeFeed();
    feed.rows = Array.from({ length: 700 }, (_, i) => feedItem(i + 1));
    const { provider, mutations, logger, added } = await setUp({ feed });
    const read = feed.listCatalogFeed.bind(feed);
    let calls = 0;
    feed.listCatalogFeed = async (...args) => {
      calls += 1;
      if (calls === 2) {
        throw new Error('the backend restarts');
      }
      return read(...args);
    };

    await provider.refresh();
    expect(added()).toHaveLength(500);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/after sequence 500: .*the backend restarts/),
    );

    mutations.length = 0;
    await provider.refresh();
    expect(added()).toHaveLength(200);
  });

  it('hands a batch over again when the catalog refused it', async () => {
    const feed = new FakeFeed();
    feed.rows = [feedItem(1)];
    const { provider, applyMutation, added } = await setUp({ feed });
    applyMutation.mockRejectedValueOnce(new Error('deadlock'));

    await provider.refresh();
    expect(added()).toEqual([]);
    await provider.refresh();
    expect(added()).toEqual([toEntityRef(feed.rows[0])]);
  });

  it('removes after a start what the inventory no longer knows', async () => {
    const feed = new FakeFeed();
    feed.rows = [feedItem(1)];
    const entity = (name: string, location: string): Entity => ({
      apiVersion: 'backstage.io/v1beta1',
      kind: 'Resource',
      metadata: {
        name,
        namespace: 'default',
        annotations: { 'backstage.io/managed-by-location': location },
      },
    });
    const { provider, removed } = await setUp({
      feed,
      entities: [
        entity(feed.rows[0].name, INVENTORY_LOCATION),
        entity('left-over', INVENTORY_LOCATION),
        entity('database', 'url:https://git.example.com/catalog-info.yaml'),
      ],
    });

    await provider.refresh();
    expect(removed()).toEqual(['resource:default/left-over']);
  });

  it('removes nothing while the inventory has seen nothing', async () => {
    const { provider, mutations } = await setUp({
      feed: new FakeFeed(),
      entities: [
        {
          apiVersion: 'backstage.io/v1beta1',
          kind: 'Resource',
          metadata: {
            name: 'known',
            annotations: {
              'backstage.io/managed-by-location': INVENTORY_LOCATION,
            },
          },
        },
      ],
    });
    await provider.refresh();
    expect(mutations).toEqual([]);
  });

  it('starts over when the inventory got another database', async () => {
    const feed = new FakeFeed();
    feed.rows = [feedItem(900)];
    const { provider, mutations, added } = await setUp({ feed });
    await provider.refresh();

    mutations.length = 0;
    feed.rows = [feedItem(1), feedItem(2)];
    await provider.refresh();
    expect(added()).toEqual(feed.rows.map(toEntityRef));
  });

  it('runs one round at a time and another for news that came meanwhile', async () => {
    const feed = new FakeFeed();
    feed.rows = [feedItem(1)];
    const { provider, applyMutation, added } = await setUp({ feed });
    applyMutation.mockImplementationOnce(async mutation => {
      feed.rows = [...feed.rows, feedItem(2)];
      await Promise.race([provider.refresh(), Promise.resolve()]);
      expect((mutation as Delta).added).toHaveLength(1);
    });

    await provider.refresh();
    expect(added()).toEqual([toEntityRef(feedItem(2))]);
  });

  describe('with 100,000 certificates', () => {
    const COUNT = 100_000;

    /** Makes rows when they are asked for, as a database would. */
    const largeFeed = {
      largestPage: 0,
      async listCatalogFeed({
        after,
        limit = 100,
      }: {
        after: number;
        limit?: number;
      }) {
        const length = Math.min(limit, COUNT - after);
        this.largestPage = Math.max(this.largestPage, length);
        return {
          items: Array.from({ length }, (_, i) => feedItem(after + i + 1)),
          lastSequence: COUNT,
        };
      },
    };

    it('streams them in batches, in bounded time and memory', async () => {
      const feed = largeFeed as unknown as FakeFeed;
      const { provider, applyMutation } = await setUp({ feed });
      let count = 0;
      let largestBatch = 0;
      let heapPeak = 0;
      applyMutation.mockImplementation(async mutation => {
        const { added } = mutation as Delta;
        count += added.length;
        largestBatch = Math.max(largestBatch, added.length);
        heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
      });
      const heapBefore = process.memoryUsage().heapUsed;
      const started = performance.now();

      await provider.refresh();

      expect(count).toBe(COUNT);
      expect(largestBatch).toBeLessThanOrEqual(500);
      expect(largeFeed.largestPage).toBeLessThanOrEqual(500);
      expect(performance.now() - started).toBeLessThan(60_000);
      expect(heapPeak - heapBefore).toBeLessThan(400 * 1024 * 1024);

      applyMutation.mockClear();
      await provider.refresh();
      expect(applyMutation).not.toHaveBeenCalled();
    }, 120_000);
  });
});
