import { Agent, request } from 'undici';
import { SimulatedDevice } from './SimulatedDevice';
import { createSampleDevice } from './testing/sampleDevice';

const VIRTUALS = '/mgmt/tm/ltm/virtual';

let device: SimulatedDevice;
let url: string;
const agent = new Agent({ connect: { rejectUnauthorized: false } });

async function start(options: Parameters<typeof createSampleDevice>[0] = {}) {
  device = await createSampleDevice(options);
  ({ url } = await device.listen());
}

async function get(path: string, headers: Record<string, string> = {}) {
  const { statusCode, body } = await request(`${url}${path}`, {
    dispatcher: agent,
    headers: {
      authorization: `Basic ${Buffer.from('admin:admin secret').toString(
        'base64',
      )}`,
      ...headers,
    },
  });
  return { status: statusCode, text: await body.text() };
}

async function login(): Promise<string> {
  const { body } = await request(`${url}/mgmt/shared/authn/login`, {
    dispatcher: agent,
    method: 'POST',
    body: JSON.stringify({
      username: 'auditor',
      password: 'auditor secret',
      loginProviderName: 'tmos',
    }),
  });
  return ((await body.json()) as { token: { token: string } }).token.token;
}

afterEach(() => device.close());
afterAll(() => agent.close());

describe('SimulatedDevice', () => {
  it('serves HTTPS with its own management certificate', async () => {
    await start();
    const strict = new Agent();
    await expect(
      request(`${url}${VIRTUALS}`, { dispatcher: strict }),
    ).rejects.toThrow(/certificate|self-signed|issuer/i);
    await strict.close();
    expect((await get(VIRTUALS)).status).toBe(200);
  });

  it('follows the running configuration at once', async () => {
    await start();
    const before = JSON.parse((await get(VIRTUALS)).text).items.length;
    device.configuration.virtualServers.delete('/Common/shop_443');
    expect(JSON.parse((await get(VIRTUALS)).text).items).toHaveLength(
      before - 1,
    );
  });

  it('counts calls and how many there were at once, and adds latency', async () => {
    await start({ latencyMs: 150 });
    const started = Date.now();
    await Promise.all([get(VIRTUALS), get(VIRTUALS), get(VIRTUALS)]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(140);
    expect(device.calls.total).toBe(3);
    expect(device.calls.peak).toBe(3);
    expect(device.calls.byPath.get(`GET ${VIRTUALS}`)).toBe(3);
    device.calls.reset();
    expect(device.calls.total).toBe(0);
  });

  it('answers other paths than /mgmt with a page', async () => {
    await start();
    expect(await get('/tmui/login.jsp')).toMatchObject({
      status: 404,
      text: expect.stringContaining('<html>'),
    });
  });
});

describe('faults', () => {
  beforeEach(() => start());

  it('are off by default, and gone when removed', async () => {
    const remove = device.faults.add({ kind: 'unavailable' });
    expect((await get(VIRTUALS)).status).toBe(503);
    remove();
    expect((await get(VIRTUALS)).status).toBe(200);
    device.faults.add({ kind: 'unavailable' });
    device.faults.clear();
    expect((await get(VIRTUALS)).status).toBe(200);
  });

  it('hit the calls that match, after some and a number of times', async () => {
    device.faults.add({
      kind: 'busy',
      path: /\/ltm\/virtual/,
      method: 'GET',
      after: 1,
      times: 2,
    });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call++)
      statuses.push((await get(VIRTUALS)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect((await get('/mgmt/tm/sys/version')).status).toBe(200);
  });

  it('cut JSON off in the middle', async () => {
    device.faults.add({ kind: 'truncated-json', times: 1 });
    const { status, text } = await get(VIRTUALS);
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"kind"/);
    expect(() => JSON.parse(text)).toThrow();
  });

  it.each([
    ['html-error', 503, 'Configuration Utility restarting...'],
    [
      'busy',
      503,
      '{"code":503,"message":"There is an active asynchronous task executing.","errorStack":[],"apiError":32964609}',
    ],
    ['not-registered', 404, 'Public URI path not registered: /tm/ltm/virtual'],
    ['false-not-found', 404, '01020036:3: The requested'],
    ['lost-credentials', 401, 'no user authentication header or token'],
  ] as const)('answer %s with %d', async (kind, status, text) => {
    device.faults.add({ kind });
    const answer = await get(VIRTUALS);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });

  it('delay the right answer', async () => {
    device.faults.add({ kind: 'delay', delayMs: 120 });
    const started = Date.now();
    expect((await get(VIRTUALS)).status).toBe(200);
    expect(Date.now() - started).toBeGreaterThanOrEqual(110);
  });

  it('break connections', async () => {
    device.faults.add({ kind: 'reset' });
    await expect(get(VIRTUALS)).rejects.toThrow();
  });

  it('end tokens, at once or after a number of calls', async () => {
    const call = async (token: string) => {
      const { body, statusCode } = await request(`${url}${VIRTUALS}`, {
        dispatcher: agent,
        headers: { 'x-f5-auth-token': token },
      });
      return `${statusCode} ${
        ((await body.json()) as { message?: string }).message ?? ''
      }`;
    };
    const expired = '401 X-F5-Auth-Token has expired.';
    const first = await login();
    device.faults.add({ kind: 'expire-tokens', times: 1 });
    expect(await call(first)).toBe(expired);
    const second = await login();
    device.tokens.expireAfter(2);
    expect(await call(second)).toBe('200 ');
    expect(await call(second)).toBe('200 ');
    expect(await call(second)).toBe(expired);
    device.tokens.expireAfter(undefined);
    expect(await call(await login())).toBe('200 ');
  });
});
