import { createTestDatabases } from '../../__testUtils__/databases';
import { InventoryHarness } from '../../__testUtils__/inventoryHarness';
import { estate, pair, snapshot } from '../../__testUtils__/snapshots';

jest.setTimeout(60_000);

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('clusters on %p', id => {
  async function setUp() {
    return new InventoryHarness(await databases.migrated(id));
  }

  it('counts virtual servers of a pair once, installations twice', async () => {
    const harness = await setUp();
    const unit = (name: string) => ({
      ...estate(name),
      highAvailability: pair('lb-1', 'lb-2'),
    });
    await harness.apply(unit('lb-1'));
    await harness.apply(unit('lb-2'));
    await harness.apply(estate('lb-3'));

    expect(await harness.certificate('shop.example.com')).toMatchObject({
      devices: ['lb-1', 'lb-2', 'lb-3'],
      installationCount: 3,
      virtualServerCount: 2,
      currentVersion: { servedCount: 2, installationCount: 3 },
    });
    const feed = await harness.feed();
    expect(feed.items.filter(item => item.kind === 'cluster')).toEqual([
      expect.objectContaining({
        name: 'failover-group',
        title: 'failover-group',
        dependsOn: ['resource:default/lb-1', 'resource:default/lb-2'],
        deleted: false,
      }),
    ]);

    // The pair is taken apart.
    await harness.apply(estate('lb-2'));
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      installationCount: 3,
      virtualServerCount: 3,
    });
  });

  it('keeps clusters of the same name apart', async () => {
    const harness = await setUp();
    for (const [name, peer] of [
      ['a-1', 'a-2'],
      ['a-2', 'a-1'],
      ['b-1', 'b-2'],
    ]) {
      await harness.apply({
        ...snapshot(name),
        highAvailability: pair(...[name, peer].sort()),
      });
    }
    const { items } = await harness.feed();
    const clusters = items.filter(item => item.kind === 'cluster');
    expect(clusters.map(item => item.dependsOn)).toEqual([
      ['resource:default/a-1', 'resource:default/a-2'],
      ['resource:default/b-1'],
    ]);
    expect(new Set(clusters.map(item => item.name)).size).toBe(2);
  });
});
