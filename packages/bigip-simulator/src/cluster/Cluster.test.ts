import { DeviceConfiguration } from '../configuration';
import { SimulatedDevice } from '../device/SimulatedDevice';
import { createSampleDevice } from '../device/testing/sampleDevice';
import { issue, RestClient } from '../rest/__testUtils__/RestClient';
import { Cluster } from './Cluster';

const SYNC_MS = 20;
const PROFILE = '/tm/ltm/profile/client-ssl/~Common~shop';

let one: RestClient;
let two: RestClient;
let cluster: Cluster;

async function pair(
  group: { autoSync?: boolean; saveOnAutoSync?: boolean } = {},
): Promise<void> {
  const devices: SimulatedDevice[] = [
    await createSampleDevice(),
    await createSampleDevice({ hostname: 'bigip2.example.com' }),
  ];
  const members = devices.map(({ configuration }) => configuration);
  DeviceConfiguration.trust(members);
  for (const member of members) {
    member.deviceGroups.put({
      name: 'pair',
      type: 'sync-failover',
      autoSync: false,
      saveOnAutoSync: false,
      fullLoadOnSync: false,
      networkFailover: true,
      devices: members.map(({ identity }) => identity.hostname),
      ...group,
    });
    member.folders.put({ fullPath: '/', deviceGroup: 'pair' });
  }
  members[1].setFailoverState('standby');
  cluster = new Cluster(
    devices.map(device => ({
      configuration: device.configuration,
      save: () => device.save(),
      isReachable: () => !device.isDown,
    })),
    'pair',
    { syncMs: SYNC_MS },
  );
  devices.forEach(device => device.join(cluster));
  [one, two] = devices.map(device => new RestClient(device));
}

afterEach(() => cluster.close());

async function status(unit: RestClient) {
  const { body } = await unit.get('/tm/cm/sync-status');
  const [only] = Object.values<any>(body.entries);
  const inner = only.nestedStats.entries;
  const lines =
    inner['https://localhost/mgmt/tm/cm/syncStatus/0/details'].nestedStats
      .entries;
  return {
    status: inner.status.description,
    color: inner.color.description,
    details: Object.values<any>(lines).map(
      line => line.nestedStats.entries.details.description,
    ),
  };
}

const sync = (unit: RestClient, args: string) =>
  unit.post('/tm/cm', { command: 'run', utilCmdArgs: `config-sync ${args}` });

const change = (unit: RestClient, serverName: string) =>
  unit.patch(PROFILE, { serverName });

const nameOn = async (unit: RestClient) =>
  (await unit.get(PROFILE)).body.serverName;

describe('a cluster that is synchronised by hand', () => {
  beforeEach(() => pair());

  it('has changes pending after a write, until it is pushed', async () => {
    expect((await status(one)).status).toBe('In Sync');
    const certificate = await issue('new.example');
    await one.install('new', certificate);
    for (const unit of [one, two])
      expect(await status(unit)).toMatchObject({
        status: 'Changes Pending',
        color: 'yellow',
        details: expect.arrayContaining([
          'pair (Changes Pending): Changes Pending',
          ' - Recommended action: Synchronize bigip1.example.com to group pair',
        ]),
      });
    const answer = await sync(one, 'to-group pair');
    expect(answer.body).toEqual({
      kind: 'tm:cm:runstate',
      command: 'run',
      utilCmdArgs: 'config-sync to-group pair',
    });
    // It takes a while; until then the peer has nothing.
    expect((await status(one)).status).toBe('Not All Devices Synced');
    expect(
      two.device.configuration.certificateFiles.has('/Common/new.crt'),
    ).toBe(false);
    await cluster.settled();
    expect(await status(two)).toMatchObject({
      status: 'In Sync',
      color: 'green',
    });
    expect(
      two.device.configuration.keyFiles.get('/Common/new.key')!.content,
    ).toEqual(Buffer.from(certificate.keyPem));
    // The upload itself is a file of one machine.
    expect(two.device.files.leftovers()).toEqual([]);
  });

  it('pulls from the unit with the changes', async () => {
    await change(one, 'new.example');
    await sync(two, 'from-group pair');
    await cluster.settled();
    expect(await nameOn(two)).toBe('new.example');
    expect((await status(one)).status).toBe('In Sync');
  });

  it('loses the changes of the unit that is overwritten', async () => {
    await change(one, 'new.example');
    await sync(two, 'to-group pair force-full-load-push');
    await cluster.settled();
    expect(await nameOn(one)).toBe('shop.example.com');
  });

  it('is in conflict when both have changes, until one side gives in', async () => {
    await change(one, 'first.example');
    await change(two, 'second.example');
    expect(await status(one)).toMatchObject({
      status: 'Changes Pending',
      color: 'red',
      details: expect.arrayContaining([
        'pair (Changes Pending): There is a possible change conflict between bigip1.example.com and bigip2.example.com.',
        ' - Recommended action: Synchronize bigip2.example.com to group pair',
      ]),
    });
    await sync(one, 'to-group pair');
    await cluster.settled();
    expect(await nameOn(two)).toBe('second.example');
    expect((await status(one)).color).toBe('red');
    await sync(one, 'to-group pair force-full-load-push');
    await cluster.settled();
    expect(await nameOn(two)).toBe('first.example');
    expect((await status(two)).status).toBe('In Sync');
  });

  it('keeps what belongs to one machine, and folders of no group', async () => {
    one.device.configuration.folders.put({
      fullPath: '/Common/local',
      deviceGroup: 'none',
    });
    await cluster.settled();
    await sync(one, 'to-group pair');
    await cluster.settled();
    one.device.configuration.addOpaqueObject({
      collection: 'net/vlan',
      fullPath: '/Common/internal',
      attributes: {},
    });
    await one.post('/tm/ltm/profile/client-ssl', {
      name: 'mine',
      partition: 'Common',
      subPath: 'local',
    });
    expect((await status(one)).status).toBe('In Sync');
    await change(one, 'new.example');
    await sync(one, 'to-group pair');
    await cluster.settled();
    const { configuration } = two.device;
    expect(configuration.clientSslProfiles.has('/Common/local/mine')).toBe(
      false,
    );
    expect(configuration.opaqueObjects('net/vlan').size).toBe(0);
    expect(
      one.device.configuration.clientSslProfiles.has('/Common/local/mine'),
    ).toBe(true);
  });

  it('refuses unknown groups and words', async () => {
    expect((await sync(one, 'to-group nowhere')).status).toBe(404);
    expect((await sync(one, 'sideways pair')).status).toBe(400);
  });
});

describe('a cluster that synchronises by itself', () => {
  it('brings changes to the peer, in memory only', async () => {
    await pair({ autoSync: true });
    await change(one, 'new.example');
    await cluster.settled();
    expect(await nameOn(two)).toBe('new.example');
    expect((await status(two)).status).toBe('In Sync');
    expect(two.device.hasUnsavedChanges).toBe(true);
  });

  it('saves on the peer where the group says so', async () => {
    await pair({ autoSync: true, saveOnAutoSync: true });
    await change(one, 'new.example');
    await cluster.settled();
    expect(two.device.hasUnsavedChanges).toBe(false);
    expect(one.device.hasUnsavedChanges).toBe(true);
  });

  it('overwrites nobody’s changes by itself', async () => {
    await pair({ autoSync: true });
    await Promise.all([change(one, 'a.example'), change(two, 'b.example')]);
    await cluster.settled();
    expect(await nameOn(one)).toBe('a.example');
    expect((await status(one)).color).toBe('red');
  });
});

describe('fail-over', () => {
  beforeEach(() => pair());

  const states = async () => {
    const { body } = await one.get('/tm/cm/device');
    return body.items.map(
      (item: { failoverState: string }) => item.failoverState,
    );
  };

  it('moves the traffic by command', async () => {
    const { status: code, body } = await one.post('/tm/sys/failover', {
      command: 'run',
      standby: true,
    });
    expect(code).toBe(200);
    expect(body).toEqual({
      kind: 'tm:sys:failover:runstate',
      command: 'run',
      standby: true,
    });
    expect(await states()).toEqual(['standby', 'active']);
    const { body: stats } = await two.get(
      '/tm/cm/traffic-group/~Common~traffic-group-1/stats',
    );
    expect(
      Object.values<any>(stats.entries).map(
        entry => entry.nestedStats.entries.failoverState.description,
      ),
    ).toEqual(['standby', 'active']);
    // It has nothing to give any more.
    await one.post('/tm/sys/failover', { command: 'run', standby: true });
    expect(await states()).toEqual(['standby', 'active']);
  });

  it('takes a unit out of service and back', async () => {
    await one.post('/tm/sys/failover', { command: 'run', offline: true });
    expect(await states()).toEqual(['forced-offline', 'active']);
    await one.post('/tm/sys/failover', { command: 'run', online: true });
    expect(await states()).toEqual(['standby', 'active']);
    expect(
      (await one.post('/tm/sys/failover', { command: 'run' })).status,
    ).toBe(400);
  });
});

describe('a reboot of one unit', () => {
  beforeEach(() => pair());

  it('moves the traffic and forgets what was not saved', async () => {
    await change(one, 'lost.example');
    expect((await status(two)).status).toBe('Changes Pending');
    await one.device.reboot({ downMs: 1 });
    expect(one.device.configuration.failoverState).toBe('standby');
    expect(two.device.configuration.failoverState).toBe('active');
    expect(await nameOn(one)).toBe('shop.example.com');
    expect((await status(two)).status).toBe('In Sync');
  });

  it('leaves it behind when the lost change had been synchronised', async () => {
    await change(one, 'kept.example');
    await sync(one, 'to-group pair');
    await cluster.settled();
    await one.device.reboot({ downMs: 1 });
    expect(await nameOn(one)).toBe('shop.example.com');
    expect(await nameOn(two)).toBe('kept.example');
    expect(await status(one)).toMatchObject({
      status: 'Changes Pending',
      details: expect.arrayContaining([
        ' - Recommended action: Synchronize bigip2.example.com to group pair',
      ]),
    });
    await sync(two, 'to-group pair');
    await cluster.settled();
    expect(await nameOn(one)).toBe('kept.example');
  });

  it('disconnects it: nothing reaches it before it is back', async () => {
    const back = two.device.reboot({ downMs: 150 });
    await change(one, 'new.example');
    expect(await status(one)).toMatchObject({
      status: 'Disconnected',
      color: 'red',
      details: expect.arrayContaining(['bigip2.example.com: disconnected']),
    });
    await sync(one, 'to-group pair');
    await cluster.settled();
    expect(await nameOn(two)).toBe('shop.example.com');
    await back;
    expect((await status(one)).status).toBe('Changes Pending');
    await sync(one, 'to-group pair');
    await cluster.settled();
    expect(await nameOn(two)).toBe('new.example');
  });

  it('keeps a change that was saved and still has to be synchronised', async () => {
    await change(one, 'saved.example');
    await one.post('/tm/sys/config', { command: 'save' });
    await one.device.reboot({ downMs: 1 });
    expect(await nameOn(one)).toBe('saved.example');
    expect((await status(one)).status).toBe('Changes Pending');
  });
});
