import request from 'supertest';
import { DeviceConfiguration } from '../../configuration';
import {
  createSampleDevice,
  issueSampleCertificates,
  sampleConfiguration,
} from '../../device/testing/sampleDevice';
import type { SimulatedDevice } from '../../device/SimulatedDevice';

let active: SimulatedDevice;
let standby: SimulatedDevice;

beforeEach(async () => {
  active = await createSampleDevice();
  standby = await createSampleDevice({ hostname: 'bigip2.example.com' });
  const members = [active.configuration, standby.configuration];
  DeviceConfiguration.trust(members);
  for (const member of members)
    member.deviceGroups.put({
      name: 'pair',
      type: 'sync-failover',
      autoSync: false,
      saveOnAutoSync: false,
      fullLoadOnSync: false,
      networkFailover: true,
      devices: ['bigip1.example.com', 'bigip2.example.com'],
    });
  standby.configuration.setFailoverState('standby');
});

async function get({ app }: SimulatedDevice, path: string) {
  const { body } = await request(app)
    .get(path)
    .auth('admin', 'admin secret')
    .expect(200);
  return body;
}

interface StatsNode {
  description?: string;
  nestedStats?: { entries: Record<string, StatsNode> };
}

/** Follows the only child, and gathers the lines of details. */
async function status(device: SimulatedDevice, kind = 'sync') {
  const { entries } = await get(device, `/mgmt/tm/cm/${kind}-status`);
  const [only] = Object.values(entries as Record<string, StatsNode>);
  const inner = only.nestedStats!.entries;
  const details = inner[`https://localhost/mgmt/tm/cm/${kind}Status/0/details`];
  return {
    status: inner.status.description,
    color: inner.color.description,
    mode: inner.mode?.description,
    summary: inner.summary.description,
    details: Object.values(details.nestedStats!.entries).map(
      ({ nestedStats }) => nestedStats!.entries.details.description,
    ),
  };
}

it('lists both devices, each calling itself self', async () => {
  const rows = async (device: SimulatedDevice) =>
    (await get(device, '/mgmt/tm/cm/device')).items.map(
      (item: { name: string; failoverState: string; selfDevice: string }) => [
        item.name,
        item.failoverState,
        item.selfDevice,
      ],
    );
  expect(await rows(active)).toEqual([
    ['bigip1.example.com', 'active', 'true'],
    ['bigip2.example.com', 'standby', 'false'],
  ]);
  expect(await rows(standby)).toEqual([
    ['bigip1.example.com', 'active', 'false'],
    ['bigip2.example.com', 'standby', 'true'],
  ]);
});

it('is in sync until a change is pending, red when in conflict', async () => {
  expect(await status(active)).toEqual({
    status: 'In Sync',
    color: 'green',
    mode: 'high-availability',
    summary: 'All devices in the device group are in sync',
    details: [
      'bigip2.example.com: connected',
      'datasync-global-dg (In Sync): All devices in the device group are in sync',
      'device_trust_group (In Sync): All devices in the device group are in sync',
      'pair (In Sync): All devices in the device group are in sync',
    ],
  });
  active.configuration.setSyncState('pair', {
    status: 'Changes Pending',
    changedOn: 'bigip1.example.com',
  });
  const pending = await status(active);
  expect(pending).toMatchObject({ status: 'Changes Pending', color: 'yellow' });
  expect(pending.details).toContain(
    ' - Recommended action: Synchronize bigip1.example.com to group pair',
  );
  active.configuration.setSyncState('pair', {
    status: 'Changes Pending',
    conflict: true,
  });
  const conflict = await status(active);
  expect(conflict.color).toBe('red');
  expect(conflict.details).toContain(
    'pair (Changes Pending): There is a possible change conflict between bigip1.example.com and bigip2.example.com.',
  );
});

it('tells who is active', async () => {
  expect(await status(active, 'failover')).toMatchObject({
    status: 'ACTIVE',
    color: 'green',
    summary: '1/1 active',
    details: ['active for /Common/traffic-group-1'],
  });
  expect(await status(standby, 'failover')).toMatchObject({
    status: 'STANDBY',
  });
  expect(
    (await get(standby, '/mgmt/tm/sys/failover')).apiRawValues.apiAnonymous,
  ).toMatch(/^Failover standby for 0d \d\d:\d\d:\d\d\n$/);
  expect(await get(standby, '/mgmt/shared/bigip-failover-state')).toMatchObject(
    { failoverState: 'standby', pollCyclePeriodMillis: 3600000 },
  );
});

it('shows the traffic group per device', async () => {
  const { entries } = await get(
    active,
    '/mgmt/tm/cm/traffic-group/~Common~traffic-group-1/stats',
  );
  const states = Object.values(entries as Record<string, StatsNode>).map(
    ({ nestedStats }) => [
      nestedStats!.entries.deviceName.description,
      nestedStats!.entries.failoverState.description,
      nestedStats!.entries.nextActive.description,
    ],
  );
  expect(states).toEqual([
    ['/Common/bigip1.example.com', 'active', 'false'],
    ['/Common/bigip2.example.com', 'standby', 'true'],
  ]);
});

it('expands the cluster’s group with both members', async () => {
  const group = await get(
    active,
    '/mgmt/tm/cm/device-group/~Common~pair?expandSubcollections=true',
  );
  expect(group).toMatchObject({
    type: 'sync-failover',
    autoSync: 'disabled',
    networkFailover: 'enabled',
  });
  expect(
    group.devicesReference.items.map((item: { name: string }) => item.name),
  ).toEqual(['bigip1.example.com', 'bigip2.example.com']);
});

it('says that folders follow the group of a folder above', async () => {
  active.configuration.folders.put({ fullPath: '/', deviceGroup: 'pair' });
  expect(await get(active, '/mgmt/tm/sys/folder/~Shop~web')).toMatchObject({
    name: 'web',
    partition: 'Shop',
    deviceGroup: '/Common/pair',
    inheritedDevicegroup: 'true',
  });
});

it('is standalone for a device that trusts nobody', async () => {
  const alone = await createSampleDevice();
  expect(await status(alone)).toMatchObject({
    status: 'Standalone',
    mode: 'standalone',
    summary: ' ',
  });
  expect(
    sampleConfiguration(await issueSampleCertificates()).trustedDevices,
  ).toHaveLength(1);
});
