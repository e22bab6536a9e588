import { createTestDatabases } from '../../__testUtils__/databases';
import {
  InventoryHarness,
  recordWrites,
} from '../../__testUtils__/inventoryHarness';
import {
  installed,
  NOW,
  profile,
  snapshot,
  virtualServer,
} from '../../__testUtils__/snapshots';
import { OwnershipAssignment } from '../types';

jest.setTimeout(60_000);

const databases = createTestDatabases();

function owned(certificateId: string, ref: string): OwnershipAssignment {
  return {
    certificateId,
    owner: { ref, kind: 'annotation', confidence: 'high' },
    systemRef: 'system:default/retail',
    domainRef: 'domain:default/commerce',
    evidence: [
      {
        kind: 'annotation',
        confidence: 'high',
        ownerRef: ref,
        entityRef: 'component:default/shop',
        detail: 'It says so',
      },
    ],
    protects: [
      {
        entityRef: 'component:default/shop',
        kind: 'annotation',
        confidence: 'high',
        detail: 'It says so',
      },
    ],
  };
}

describe.each(databases.eachSupportedId())('OwnershipStore on %p', id => {
  async function setUp() {
    const harness = new InventoryHarness(await databases.migrated(id));
    await harness.apply(
      snapshot('lb-1', {
        certificates: [
          installed('/Retail/app/shop.crt', 'shop2026'),
          installed('/Common/api.crt', 'api'),
          installed('/Common/legacy.crt', 'legacy'),
        ],
        profiles: [profile('/Retail/shop', ['/Retail/app/shop.crt'])],
        virtualServers: [virtualServer('/Retail/vs', ['/Retail/shop'])],
      }),
    );
    return { harness, ownership: harness.inventory.ownership };
  }

  it('reads what the resolver looks at, in pages', async () => {
    const { harness, ownership } = await setUp();
    const first = await ownership.readInputs({ limit: 2 });
    expect(first.items).toHaveLength(2);
    const second = await ownership.readInputs({
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(second.nextCursor).toBeUndefined();
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(item => item.certificateId)).size).toBe(3);

    const { id: shopId } = await harness.certificate('shop.example.com');
    expect(all.find(item => item.certificateId === shopId)).toEqual({
      certificateId: shopId,
      names: ['shop.example.com', 'www.shop.example.com'],
      environments: ['prod'],
      installations: [
        {
          device: 'lb-1',
          fullPath: '/Retail/app/shop.crt',
          partition: 'Retail',
        },
      ],
      virtualServers: [{ device: 'lb-1', fullPath: '/Retail/vs' }],
      current: null,
    });
    expect(
      (await ownership.readInputs({ ids: [shopId, 'unknown'] })).items,
    ).toHaveLength(1);
  });

  it('changes what lists, filters, findings and the catalog show', async () => {
    const { harness, ownership } = await setUp();
    const shop = await harness.certificate('shop.example.com');
    expect(shop).toMatchObject({ owner: null, systemRef: null });
    expect(shop.findings).toContain('no-owner');
    const { lastSequence } = await harness.feed();

    const assignment = owned(shop.id, 'group:default/retail');
    expect(
      await ownership.replace(
        [assignment, owned('unknown', 'group:default/nobody')],
        { now: NOW },
      ),
    ).toEqual({ changed: [shop.id] });
    const after = await harness.certificate('shop.example.com');
    expect(after).toMatchObject({
      owner: assignment.owner,
      systemRef: 'system:default/retail',
      ownerEvidence: assignment.evidence,
      protects: assignment.protects,
    });
    expect(after.findings).not.toContain('no-owner');
    expect((await harness.feed(lastSequence)).items).toEqual([
      expect.objectContaining({
        kind: 'certificate',
        ownerRef: 'group:default/retail',
        systemRef: 'system:default/retail',
        dependencyOf: ['component:default/shop'],
        dependsOn: ['resource:default/lb-1'],
        sequence: lastSequence + 1,
      }),
    ]);

    for (const entity of [
      'component:default/shop',
      'Component:default/Shop',
      'system:default/retail',
      'domain:default/commerce',
      'group:default/retail',
      after.entityRef,
    ]) {
      expect((await harness.list({ entity })).map(c => c.id)).toEqual([
        shop.id,
      ]);
    }
    expect(
      await harness.list({ entity: 'resource:default/lb-1' }),
    ).toHaveLength(3);
    expect(await harness.list({ entity: 'component:default/api' })).toEqual([]);
    await expect(harness.list({ entity: 'shop' })).rejects.toThrow(
      'entity has to be an entity ref',
    );

    // What is the same is not written.
    const writes = await recordWrites(harness.knex, () =>
      ownership.replace([assignment], { now: NOW + 1 }),
    );
    expect(writes).toEqual([]);

    // A scan keeps it.
    await harness.apply(
      snapshot('lb-2', {
        certificates: [installed('/Common/shop.crt', 'shop2026')],
      }),
    );
    expect(await harness.certificate('shop.example.com')).toMatchObject({
      owner: assignment.owner,
      devices: ['lb-1', 'lb-2'],
    });

    const triage: OwnershipAssignment = {
      ...assignment,
      owner: { ref: 'group:default/triage', kind: 'triage', confidence: 'low' },
      systemRef: null,
      domainRef: null,
      evidence: [],
      protects: [],
    };
    await ownership.replace([triage], { now: NOW + 2 });
    expect((await harness.certificate('shop.example.com')).findings).toContain(
      'no-owner',
    );
    expect(await harness.list({ entity: 'component:default/shop' })).toEqual(
      [],
    );
    expect(
      (await ownership.readInputs({ ids: [shop.id] })).items[0].current,
    ).toEqual(triage);
  });
});
