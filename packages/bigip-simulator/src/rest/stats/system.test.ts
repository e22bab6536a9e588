import request from 'supertest';
import { createSampleDevice } from '../../device/testing/sampleDevice';
import type { SimulatedDevice } from '../../device/SimulatedDevice';

let device: SimulatedDevice;

beforeAll(async () => {
  device = await createSampleDevice({
    now: () => new Date('2026-11-24T12:34:56.789Z'),
  });
});

async function get(path: string) {
  const { body } = await request(device.app)
    .get(path)
    .auth('admin', 'admin secret')
    .expect(200);
  return body;
}

async function bash(utilCmdArgs: string) {
  return request(device.app)
    .post('/mgmt/tm/util/bash')
    .auth('admin', 'admin secret')
    .send({ command: 'run', utilCmdArgs });
}

describe('statistics', () => {
  it('of one virtual server are nested under its own link', async () => {
    const link = 'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443';
    const stats = await get('/mgmt/tm/ltm/virtual/~Common~shop_443/stats');
    expect(stats).toMatchObject({
      kind: 'tm:ltm:virtual:virtualstats',
      selfLink: `${link}/stats?ver=16.1.3.3`,
    });
    const { nestedStats } = stats.entries[`${link}/~Common~shop_443/stats`];
    expect(nestedStats).toMatchObject({
      kind: 'tm:ltm:virtual:virtualstats',
      selfLink: `${link}/~Common~shop_443/stats?ver=16.1.3.3`,
    });
    expect(nestedStats.entries).toMatchObject({
      'clientside.curConns': { value: 0 },
      destination: { description: '192.0.2.10:443' },
      'status.availabilityState': { description: 'available' },
      'status.enabledState': { description: 'enabled' },
      tmName: { description: '/Common/shop_443' },
    });
  });

  it('of all virtual servers tell which are disabled', async () => {
    const { kind, entries } = await get('/mgmt/tm/ltm/virtual/stats');
    expect(kind).toBe('tm:ltm:virtual:virtualcollectionstats');
    expect(Object.keys(entries)).toEqual([
      'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_443/stats',
      'https://localhost/mgmt/tm/ltm/virtual/~Common~shop_v6/stats',
      'https://localhost/mgmt/tm/ltm/virtual/~Shop~web~api_443/stats',
    ]);
    const v6 =
      entries['https://localhost/mgmt/tm/ltm/virtual/~Common~shop_v6/stats'];
    expect(v6.nestedStats.entries).toMatchObject({
      destination: { description: '2001:db8::10.443' },
      'status.enabledState': { description: 'disabled' },
    });
  });
});

describe('facts of a device', () => {
  it('are the same in all views', async () => {
    const { identity } = device.configuration;
    const info = await get(
      '/mgmt/shared/identified-devices/config/device-info',
    );
    const { items } = await get('/mgmt/tm/cm/device');
    const version = await get('/mgmt/tm/sys/version');
    expect(info).toMatchObject({
      kind: 'shared:resolver:device-groups:deviceinfostate',
      machineId: identity.machineId,
      hostname: identity.hostname,
      version: '16.1.3.3',
      chassisSerialNumber: identity.chassisSerialNumber,
    });
    expect(items[0]).toMatchObject({
      baseMac: info.baseMac,
      chassisId: info.chassisSerialNumber,
      version: info.version,
    });
    expect(
      version.entries['https://localhost/mgmt/tm/sys/version/0'].nestedStats
        .entries,
    ).toMatchObject({
      Build: { description: '0.0.12' },
      Edition: { description: 'Point Release 3' },
      Product: { description: 'BIG-IP' },
      Version: { description: '16.1.3.3' },
    });
  });

  it('hold the device’s clock', async () => {
    const clock = await get('/mgmt/tm/sys/clock');
    expect(clock.entries).toEqual({
      'https://localhost/mgmt/tm/sys/clock/0': {
        nestedStats: {
          entries: { fullDate: { description: '2026-11-24T12:34:56Z' } },
        },
      },
    });
  });

  it('hold no licence key', async () => {
    expect(JSON.stringify(await get('/mgmt/tm/sys/license'))).toContain(
      'XXXXX-XXXXX-XXXXX-XXXXX-XXXXXXX',
    );
  });

  it('hold database variables, whatever the case of their name', async () => {
    expect(await get('/mgmt/tm/sys/db/HTTPD.basic_auth')).toMatchObject({
      kind: 'tm:sys:db:dbstate',
      value: 'enable',
      defaultValue: 'enable',
    });
  });
});

describe('util/bash', () => {
  it('answers the commands of inventory tools', async () => {
    const { body } = await bash('-c "cat /VERSION"');
    expect(body).toMatchObject({
      kind: 'tm:util:bash:runstate',
      command: 'run',
      utilCmdArgs: '-c "cat /VERSION"',
    });
    expect(body.commandResult).toContain('Version: 16.1.3.3\n');
    expect((await bash('-c "true"')).body).not.toHaveProperty('commandResult');
  });

  it('runs nothing else, and says so with 200', async () => {
    const { status, body } = await bash("-c 'rm -rf /'");
    expect(status).toBe(200);
    expect(body.commandResult).toBe('bash: rm: command not found\n');
  });

  it('demands its format', async () => {
    const { status, body } = await bash('ls');
    expect(status).toBe(400);
    expect(body.message).toBe(
      'Required format is "-c <bash command and arguments>"',
    );
  });
});
