import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  AuthorityServices,
  Challenge,
} from '@cmt/backstage-plugin-certificates-node';
import { RunningDevice } from '@cmt/bigip-simulator';
import { request } from 'undici';
import { Lab, LabOptions, startLab } from '../__testUtils__/lab';

jest.setTimeout(60_000);

const GROUP = '/Common/cmt_acme_http01';
const GROUPS = 'ltm/data-group/internal';

/** The iRule as people install it. */
const [, challengeRule] = /```tcl\n([^`]+)```/.exec(
  readFileSync(resolve(__dirname, '../../../../docs/bigip-http01.md'), 'utf8'),
)!;

let lab: Lab;
afterEach(async () => {
  await lab?.close();
});

const start = async (options: LabOptions = {}) => {
  lab = await startLab({ challengeRule, ...options });
};

const context = () => ({ signal: new AbortController().signal });

function solver(config: JsonObject = {}, options?: { password?: string }) {
  return lab.createSolvers(options).create(
    new ConfigReader({
      kind: 'bigip',
      names: ['*.lab.test'],
      devices: lab.devices.map(({ name }) => name),
      ...config,
    }),
    {
      id: 'acme-lab',
      logger: mockServices.logger.mock(),
      clock: () => 1_000,
    } as unknown as AuthorityServices,
  );
}

function challenge(token = 'tok-en_1'): Challenge {
  return {
    type: 'http-01',
    name: 'shop.lab.test',
    token,
    keyAuthorization: `${token}.thumb-print_1`,
    recordName: '_acme-challenge.shop.lab.test',
    recordValue: 'unused',
  };
}

/** Asks a virtual server as a CA does. */
async function fetched(device: RunningDevice, token: string) {
  await lab.farm.plane.settled();
  const { host, port } =
    device.configuration.virtualServers.get('/Lab/http')!.listen!;
  const { statusCode, headers, body } = await request(
    `http://${host}:${port}/.well-known/acme-challenge/${token}`,
  );
  return {
    status: statusCode,
    type: headers['content-type'],
    text: await body.text(),
  };
}

const recordsOf = ({ configuration }: RunningDevice) =>
  configuration.opaqueObjects(GROUPS).get(GROUP)?.attributes.records ?? [];

const holding = (token: string) => ({
  name: token,
  data: `${token}.thumb-print_1`,
});

function change(device: RunningDevice, records: JsonObject[]) {
  device.configuration.addOpaqueObject({
    collection: GROUPS,
    fullPath: GROUP,
    attributes: { type: 'string', records },
  });
}

const syncState = ({ configuration }: RunningDevice) =>
  configuration.syncState('lab').status;

describe('a device alone', () => {
  it('answers a challenge while it is presented, and nothing afterwards', async () => {
    await start();
    const [device] = lab.devices;
    const bigip = solver();
    expect(await fetched(device, 'tok-en_1')).toMatchObject({
      status: 404,
      type: 'text/plain',
    });
    await bigip.present(challenge(), context());
    await bigip.present(challenge(), context());
    expect(await fetched(device, 'tok-en_1')).toEqual({
      status: 200,
      type: 'text/plain',
      text: 'tok-en_1.thumb-print_1',
    });
    await bigip.cleanUp(challenge(), context());
    await bigip.cleanUp(challenge(), context());
    expect(await fetched(device, 'tok-en_1')).toMatchObject({
      status: 404,
      type: 'text/plain',
    });
    expect(recordsOf(device)).toEqual([]);
  });

  it('corrects a proof of another account, and removes only its own', async () => {
    await start();
    const [device] = lab.devices;
    const others = { name: 'others', data: 'others.thumb' };
    change(device, [others, { name: 'tok-en_1', data: 'tok-en_1.old' }]);
    const bigip = solver();
    await bigip.cleanUp(challenge(), context());
    expect(recordsOf(device)).toHaveLength(2);
    await bigip.present(challenge(), context());
    expect(recordsOf(device)).toEqual([others, holding('tok-en_1')]);
    await bigip.cleanUp(challenge(), context());
    expect(recordsOf(device)).toEqual([others]);
  });

  it('keeps all of many challenges of several replicas', async () => {
    await start();
    const [device] = lab.devices;
    const replicas = [solver(), solver()];
    const tokens = Array.from({ length: 12 }, (_, number) => `token-${number}`);
    await Promise.all(
      tokens.map((token, number) =>
        replicas[number % 2].present(challenge(token), context()),
      ),
    );
    expect(recordsOf(device)).toEqual(tokens.sort().map(holding));
    expect(device.simulator.calls.peak).toBeLessThanOrEqual(4);
    await Promise.all(
      tokens.map((token, number) =>
        replicas[number % 2].cleanUp(challenge(token), context()),
      ),
    );
    expect(recordsOf(device)).toEqual([]);
  });

  it('replaces the list where single records cannot be changed', async () => {
    await start();
    const [device] = lab.devices;
    const others = { name: 'others', data: 'others.thumb' };
    change(device, [others]);
    device.simulator.faults.add({
      kind: 'http-error',
      status: 400,
      path: /data-group/,
      method: 'PATCH',
      times: 1,
    });
    await solver().present(challenge(), context());
    expect(recordsOf(device)).toEqual([others, holding('tok-en_1')]);
  });

  it('leaves no session behind', async () => {
    await start();
    const [device] = lab.devices;
    const solvers = lab.createSolvers();
    const bigip = solvers.create(
      new ConfigReader({ kind: 'bigip', devices: [device.name] }),
      { id: 'acme-lab', logger: mockServices.logger.mock() } as never,
    );
    await bigip.present(challenge(), context());
    await solvers.close();
    expect(
      device.simulator.tokens.active(device.administrator.username),
    ).toEqual([]);
  });
});

async function untilInSync(device: RunningDevice) {
  while (syncState(device) !== 'In Sync') {
    await new Promise(done => setTimeout(done, 20));
  }
}

describe('a cluster', () => {
  it('is in sync again when a challenge is presented, and when it is over', async () => {
    await start({ cluster: 'manual' });
    const [one, two] = lab.devices;
    const bigip = solver();
    await Promise.all(
      ['a', 'b'].map(token => bigip.present(challenge(token), context())),
    );
    expect(syncState(one)).toBe('In Sync');
    expect(recordsOf(two)).toEqual(['a', 'b'].map(holding));
    await bigip.cleanUp(challenge('a'), context());
    expect(syncState(one)).toBe('In Sync');
    expect(recordsOf(two)).toEqual([holding('b')]);
  });

  it.each(['manual', 'automatic'] as const)(
    'goes on after a failover (%s)',
    async cluster => {
      await start({ cluster });
      const [one, two] = lab.devices;
      const bigip = solver();
      await bigip.present(challenge(), context());
      await untilInSync(two);
      expect(recordsOf(two)).toEqual([holding('tok-en_1')]);
      one.simulator.failover();
      expect(await fetched(two, 'tok-en_1')).toMatchObject({ status: 200 });
      await bigip.cleanUp(challenge(), context());
      expect(recordsOf(two)).toEqual([]);
      expect(await fetched(two, 'tok-en_1')).toMatchObject({ status: 404 });
      await untilInSync(two);
      expect(recordsOf(one)).toEqual([]);
    },
  );

  it('carries no changes of others along', async () => {
    await start({ cluster: 'manual' });
    const [one, two] = lab.devices;
    one.configuration.addClientSslProfile({
      ...one.configuration.clientSslProfiles.get('/Lab/secret-tls')!,
      serverName: 'somebody.lab.test',
    });
    expect(syncState(one)).not.toBe('In Sync');
    const bigip = solver();
    await bigip.present(challenge(), context());
    expect(await fetched(one, 'tok-en_1')).toMatchObject({ status: 200 });
    expect(recordsOf(two)).toEqual([]);
    expect(
      two.configuration.clientSslProfiles.get('/Lab/secret-tls')!.serverName,
    ).toBeUndefined();
    // The new active unit does not have it; the other one still does.
    one.simulator.failover();
    await bigip.cleanUp(challenge(), context());
    expect([recordsOf(one), recordsOf(two)]).toEqual([[], []]);
  });

  it('works with the active unit while the other one is away', async () => {
    await start({ cluster: 'manual' });
    const [one, two] = lab.devices;
    const back = two.simulator.reboot({ downMs: 4_000 });
    await solver().present(challenge(), context());
    expect(two.simulator.isDown).toBe(true);
    expect(recordsOf(one)).toEqual([holding('tok-en_1')]);
    await back;
  });

  it('waits for a failover to end', async () => {
    await start({ cluster: 'manual' });
    lab.devices[0].configuration.setFailoverState('standby');
    await expect(
      solver().present(challenge(), context()),
    ).rejects.toMatchObject({
      name: 'AuthorityError',
      kind: 'later',
      authority: 'acme-lab',
      problem: { code: 'no-active-member' },
    });
  });
});

describe('what needs a person', () => {
  it('is a wrong password, without the password in the message', async () => {
    await start();
    const failing = solver({}, { password: 'hush-and-wrong' });
    const error: Error = await Promise.resolve(
      failing.present(challenge(), context()),
    ).catch(e => e);
    expect(error).toMatchObject({
      name: 'AuthorityError',
      kind: 'person',
      message: expect.stringContaining('lab-1'),
      problem: {
        code: 'auth',
        remedy: expect.stringContaining('administrator.password'),
      },
    });
    expect(JSON.stringify({ ...error, text: error.message })).not.toContain(
      'hush',
    );
    expect(await failing.health!(context())).toMatchObject({ status: 'down' });
  });

  it('is a data group that is not there, or holds something else', async () => {
    await start();
    const [{ configuration }] = lab.devices;
    const other = solver({ dataGroup: '/Lab/other' });
    await expect(other.present(challenge(), context())).rejects.toMatchObject({
      kind: 'person',
      problem: {
        code: 'no-data-group',
        remedy: expect.stringContaining('tmsh create ltm data-group'),
      },
    });
    configuration.addOpaqueObject({
      collection: GROUPS,
      fullPath: '/Lab/other',
      attributes: { type: 'ip' },
    });
    await expect(other.present(challenge(), context())).rejects.toMatchObject({
      problem: { code: 'no-data-group' },
    });
  });

  it('is a token that could become part of a command', async () => {
    await start();
    const [device] = lab.devices;
    device.simulator.calls.reset();
    for (const token of ['a" } } ; delete', 'a/../b', '']) {
      await expect(
        solver().present(challenge(token), context()),
      ).rejects.toMatchObject({ kind: 'person', problem: { code: 'solver' } });
    }
    await expect(
      solver().present(
        { ...challenge(), keyAuthorization: 'another.thumb' },
        context(),
      ),
    ).rejects.toMatchObject({ kind: 'person' });
    expect(device.simulator.calls.total).toBe(0);
  });
});

describe('health', () => {
  it('looks for the data group, the iRule and its virtual servers', async () => {
    await start();
    const [{ configuration }] = lab.devices;
    const bigip = solver();
    expect(await bigip.health!(context())).toMatchObject({ status: 'ok' });
    const virtual = configuration.virtualServers.get('/Lab/http')!;
    configuration.addVirtualServer({ ...virtual, rules: [] });
    expect(await bigip.health!(context())).toMatchObject({
      status: 'down',
      detail: expect.stringContaining('on no virtual server'),
    });
    configuration.addOpaqueObject({
      collection: 'ltm/rule',
      fullPath: GROUP,
      attributes: { apiAnonymous: 'when CLIENT_ACCEPTED { }' },
    });
    expect(await bigip.health!(context())).toMatchObject({
      status: 'down',
      detail: expect.stringContaining('No iRule of BIG-IP lab-1'),
    });
    configuration.opaqueObjects(GROUPS).delete(GROUP);
    expect(await bigip.health!(context())).toMatchObject({
      status: 'down',
      detail: expect.stringContaining(`no data group ${GROUP}`),
    });
  });
});

describe('configuration', () => {
  it.each([
    [{ devices: ['lab-9'] }, 'lab-9 is not in certificates.f5.devices'],
    [{ devices: [] }, 'devices must name at least one'],
    [{ devices: 'lab-1' }, 'devices must be a list'],
    [{ dataGroup: 'acme' }, 'dataGroup must be the full path'],
    [{ group: GROUP }, 'group is not known'],
  ])('is refused: %j', async (config, message) => {
    await start();
    expect(() => solver(config as JsonObject)).toThrow(message);
  });
});
