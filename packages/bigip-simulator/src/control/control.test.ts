import { Agent, request } from 'undici';
import { SimulatedDevice } from '../device/SimulatedDevice';
import { createSampleDevice } from '../device/testing/sampleDevice';

const PROFILE = '/mgmt/tm/ltm/profile/client-ssl/~Common~shop';

let device: SimulatedDevice;
let url: string;
let agent: Agent;

async function start(control = true) {
  device = await createSampleDevice({ control });
  ({ url } = await device.listen());
  agent = new Agent({ connect: { rejectUnauthorized: false } });
}

afterEach(async () => {
  await agent.close();
  await device.close();
});

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) {
  const answer = await request(`${url}${path}`, {
    dispatcher: agent,
    method,
    headers: {
      'content-type': 'application/json',
      ...(path.startsWith('/mgmt') && {
        authorization: `Basic ${Buffer.from('admin:admin secret').toString(
          'base64',
        )}`,
      }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await answer.body.text();
  let json: Record<string, any> = {};
  try {
    json = JSON.parse(text);
  } catch {
    // Pages and empty answers are looked at as text.
  }
  return { status: answer.statusCode, text, json };
}

const patch = (serverName: string) => call('PATCH', PROFILE, { serverName });
const nameNow = () =>
  device.configuration.clientSslProfiles.get('/Common/shop')!.serverName;

describe('/control', () => {
  it('is not there unless asked for', async () => {
    await start(false);
    expect((await call('GET', '/control')).status).toBe(404);
    expect(
      (await call('POST', '/control/faults', { kind: 'drop' })).status,
    ).toBe(404);
    expect((await call('GET', PROFILE)).status).toBe(200);
  });

  it('tells what it can do and how the device is', async () => {
    await start();
    await patch('new.example');
    const { json } = await call('GET', '/control');
    expect(json.operations['POST /control/faults']).toContain('phase');
    expect(json.faultKinds).toContain('drop');
    expect(json.state).toMatchObject({
      hostname: 'bigip1.example.com',
      failoverState: 'active',
      unsavedChanges: true,
      isDown: false,
      faults: [],
      calls: 1,
      leftoverFiles: 0,
    });
    expect((await call('GET', '/control/nothing')).json.error).toContain(
      'GET /control',
    );
  });

  it('adds, lists and removes faults', async () => {
    await start();
    const added = await call('POST', '/control/faults', {
      kind: 'busy',
      method: 'patch',
      path: 'client-ssl',
      after: 1,
      times: 1,
    });
    expect(added).toMatchObject({
      status: 201,
      json: { id: '1', kind: 'busy', method: 'PATCH', waiting: 1, left: 1 },
    });
    const statuses: number[] = [];
    for (const name of ['a', 'b', 'c'])
      statuses.push((await patch(name)).status);
    expect(statuses).toEqual([200, 503, 200]);
    expect((await call('GET', '/control/faults')).json.items).toEqual([
      {
        id: '1',
        kind: 'busy',
        method: 'PATCH',
        path: 'client-ssl',
        after: 1,
        times: 1,
        waiting: 0,
        left: 0,
        used: 1,
      },
    ]);
    expect((await call('DELETE', '/control/faults/1')).status).toBe(204);
    expect((await call('DELETE', '/control/faults/1')).status).toBe(404);
    await call('POST', '/control/faults', { kind: 'unavailable' });
    expect((await patch('d')).status).toBe(503);
    await call('DELETE', '/control/faults');
    expect((await patch('d')).status).toBe(200);
  });

  it('refuses what it does not understand', async () => {
    await start();
    for (const body of [
      { kind: 'earthquake' },
      { kind: 'drop', colour: 'red' },
      { kind: 'drop', path: '(' },
      { kind: 'delay', delayMs: -1 },
    ]) {
      const { status, json } = await call('POST', '/control/faults', body);
      expect(status).toBe(400);
      expect(json.error).toEqual(expect.any(String));
    }
    expect(device.faults.list()).toEqual([]);
  });

  it('ends tokens, and shows calls and files but nothing that was sent', async () => {
    await start();
    const login = await call('POST', '/mgmt/shared/authn/login', {
      username: 'admin',
      password: 'admin secret',
    });
    const token = device.tokens.get(login.json.token.token)!;
    await call('POST', '/control/expire-tokens');
    expect(device.tokens.isExpired(device.tokens.get(token.value)!)).toBe(true);
    await call('POST', '/mgmt/shared/file-transfer/uploads/a.key', {
      secret: 'key',
    });
    await patch('new.example');
    await call('DELETE', `/mgmt/shared/authz/tokens/${token.value}`);
    expect((await call('GET', '/control/files')).json.items).toEqual([
      { name: 'a.key', size: 16 },
    ]);
    const { json, text } = await call('GET', '/control/calls');
    expect(json).toMatchObject({
      total: 4,
      counts: {
        [`PATCH ${PROFILE}`]: 1,
        'DELETE /mgmt/shared/authz/tokens/{token}': 1,
      },
    });
    expect(json.items[2]).toEqual({
      sequence: 3,
      at: expect.any(String),
      method: 'PATCH',
      path: PROFILE,
      status: 200,
      user: 'admin',
    });
    expect(text).not.toContain(token.value);
    expect(text).not.toMatch(/secret|new\.example|authorization/i);
    await call('DELETE', '/control/calls');
    expect((await call('GET', '/control/calls')).json.total).toBe(0);
  });

  it('reboots: nobody is answered until the device is back', async () => {
    await start();
    await patch('lost.example');
    expect(
      (await call('POST', '/control/reboot', { downMs: 150 })).status,
    ).toBe(202);
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(device.isDown).toBe(true);
    expect(device.configuration.failoverState).toBe('offline');
    await expect(call('GET', PROFILE)).rejects.toThrow();
    await device.reboot();
    expect((await call('GET', PROFILE)).json.serverName).toBe(
      'shop.example.com',
    );
    expect(device.configuration.failoverState).toBe('active');
  });
});

describe('faults of writes', () => {
  beforeEach(() => start());

  it('drop the connection before the effect', async () => {
    device.faults.add({ kind: 'drop', method: 'PATCH', times: 1 });
    await expect(patch('new.example')).rejects.toThrow();
    expect(nameNow()).toBe('shop.example.com');
  });

  it('drop the connection after the effect', async () => {
    device.faults.add({
      kind: 'drop',
      phase: 'after',
      method: 'PATCH',
      times: 1,
    });
    await expect(patch('new.example')).rejects.toThrow();
    expect(nameNow()).toBe('new.example');
    expect(device.journal.list()[0]).not.toHaveProperty('status');
    expect(device.calls.active).toBe(0);
  });

  it.each([
    ['http-error', 500, 'The connection to mcpd has been lost, try again.'],
    ['html-error', 503, 'Configuration Utility restarting...'],
    ['unavailable', 503, '<html>'],
    ['busy', 503, 'There is an active asynchronous task executing.'],
  ] as const)(
    'answer %s before or after the effect',
    async (kind, status, text) => {
      for (const phase of ['before', 'after'] as const) {
        device.faults.add({ kind, phase, method: 'PATCH', times: 1 });
        const answer = await patch(`${phase}.example`);
        expect(answer.status).toBe(status);
        expect(answer.text).toContain(text);
        expect(nameNow()).toBe(
          phase === 'before' ? 'shop.example.com' : 'after.example',
        );
      }
      device.faults.add({ kind, status: 502, phase: 'after', times: 1 });
      const removed = await call('DELETE', PROFILE);
      expect(removed.status).toBe(kind.endsWith('-error') ? 502 : 503);
    },
  );

  it('take effect at once and answer late', async () => {
    device.faults.add({
      kind: 'delay',
      phase: 'after',
      delayMs: 120,
      times: 1,
    });
    const started = Date.now();
    const answer = patch('new.example');
    while (nameNow() !== 'new.example')
      await new Promise(resolve => setTimeout(resolve, 5));
    expect((await answer).status).toBe(200);
    expect(Date.now() - started).toBeGreaterThanOrEqual(110);
  });

  it('reboot in the middle of a call, before or after the effect', async () => {
    for (const phase of ['before', 'after'] as const) {
      device.faults.add({
        kind: 'reboot',
        phase,
        downMs: 30,
        method: 'PATCH',
        times: 1,
      });
      await expect(patch('new.example')).rejects.toThrow();
      await device.reboot();
      // Nothing had been saved, so even the effect is gone.
      expect(nameNow()).toBe('shop.example.com');
    }
    expect((await patch('new.example')).status).toBe(200);
  });
});
