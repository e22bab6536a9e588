import request from 'supertest';
import { createSampleDevice } from '../../device/testing/sampleDevice';
import type { SimulatedDevice } from '../../device/SimulatedDevice';

const LOGIN = '/mgmt/shared/authn/login';
const TOKENS = '/mgmt/shared/authz/tokens';
const ANY = '/mgmt/tm/sys/version';

let now = new Date('2026-11-24T12:00:00Z');

async function device(version = '16.1.3.3'): Promise<SimulatedDevice> {
  now = new Date('2026-11-24T12:00:00Z');
  return createSampleDevice({ version, now: () => now });
}

async function login(
  { app }: SimulatedDevice,
  username = 'operator',
): Promise<string> {
  const { body } = await request(app)
    .post(LOGIN)
    .send({
      username,
      password: `${username} secret`,
      loginProviderName: 'tmos',
    })
    .expect(200);
  return body.token.token;
}

describe('login', () => {
  it('answers with a token item as recorded', async () => {
    const { app } = await device();
    const { body } = await request(app)
      .post(LOGIN)
      .send({
        username: 'auditor',
        password: 'auditor secret',
        loginProviderName: 'tmos',
      })
      .expect(200);
    expect(body).toMatchObject({
      username: 'auditor',
      loginReference: { link: expect.stringContaining('https://localhost/') },
      loginProviderName: 'tmos',
      generation: 0,
      lastUpdateMicros: 0,
    });
    const { token } = body;
    expect(token.token).toMatch(/^[A-Z2-7]{26}$/);
    expect(token).toEqual({
      token: token.token,
      name: token.token,
      userName: 'auditor',
      authProviderName: 'tmos',
      user: { link: 'https://localhost/mgmt/shared/authz/users/auditor' },
      timeout: 1200,
      startTime: '2026-11-24T12:00:00.000+0000',
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      partition: '[All]',
      generation: 1,
      lastUpdateMicros: now.getTime() * 1000,
      expirationMicros: now.getTime() * 1000 + 1_200_000_000,
      kind: 'shared:authz:tokens:authtokenitemstate',
      selfLink: `https://localhost/mgmt/shared/authz/tokens/${token.token}`,
    });
  });

  it('accepts the provider local, Basic beside it, and odd content types', async () => {
    const { app } = await device();
    const { body } = await request(app)
      .post(LOGIN)
      .auth('admin', 'admin secret')
      .set('Content-Type', 'text/plain')
      .send(
        JSON.stringify({
          username: 'admin',
          password: 'admin secret',
          loginProviderName: 'local',
        }),
      )
      .expect(200);
    expect(body.loginProviderName).toBe('local');
  });

  it.each([
    [
      { username: 'admin', password: 'wrong', loginProviderName: 'tmos' },
      'Authentication failed.',
    ],
    [
      { username: 'nobody', password: 'x', loginProviderName: 'tmos' },
      'Authentication failed.',
    ],
    [
      {
        username: 'admin',
        password: 'admin secret',
        loginProviderName: 'ldap',
      },
      'loginProviderName is invalid.',
    ],
  ])('refuses %j', async (credentials, message) => {
    const { app } = await device();
    const { body } = await request(app)
      .post(LOGIN)
      .send(credentials)
      .expect(401);
    expect(body).toEqual({
      code: 401,
      message,
      referer: expect.any(String),
      restOperationId: expect.any(Number),
      kind: ':resterrorresponse',
    });
  });

  it('does not exist on 11.6, where Basic serves', async () => {
    const { app } = await device('11.6.3');
    await request(app)
      .post(LOGIN)
      .auth('admin', 'admin secret')
      .send({ username: 'admin', password: 'admin secret' })
      .expect(404);
    const { status } = await request(app)
      .get(ANY)
      .auth('admin', 'admin secret');
    expect(status).toBe(200);
  });

  it('allows 100 active tokens per user, and any number to admin', async () => {
    const simulated = await device();
    for (const user of ['operator', 'admin'])
      for (let count = 0; count < 99; count++)
        simulated.tokens.issue(user, '127.0.0.1');
    await login(simulated);
    const { body } = await request(simulated.app)
      .post(LOGIN)
      .send({ username: 'operator', password: 'operator secret' })
      .expect(400);
    expect(body.message).toBe(
      'user operator has reached maximum active login tokens',
    );
    for (let count = 0; count < 3; count++) await login(simulated, 'admin');

    // Expired tokens do not count.
    now = new Date(now.getTime() + 1_201_000);
    await login(simulated);
  });
});

describe('tokens', () => {
  it('end after 1200 seconds, and are told apart from unknown ones', async () => {
    const simulated = await device();
    const token = await login(simulated);
    const call = () =>
      request(simulated.app).get(ANY).set('X-F5-Auth-Token', token);
    await call().expect(200);
    now = new Date(now.getTime() + 1_199_000);
    await call().expect(200);
    now = new Date(now.getTime() + 1_000);
    const expired = await call().expect(401);
    expect(expired.body).toMatchObject({
      code: 401,
      message: 'X-F5-Auth-Token has expired.',
      kind: ':resterrorresponse',
    });
    const unknown = await request(simulated.app)
      .get(ANY)
      .set('X-F5-Auth-Token', 'A'.repeat(26))
      .expect(401);
    expect(unknown.body.message).toBe('X-F5-Auth-Token does not exist.');
  });

  it('can be extended to 36000 seconds, not further', async () => {
    const simulated = await device();
    const token = await login(simulated);
    const patch = (timeout: unknown) =>
      request(simulated.app)
        .patch(`${TOKENS}/${token}`)
        .set('X-F5-Auth-Token', token)
        .send({ timeout });
    const { body } = await patch(36_000).expect(200);
    expect(body).toMatchObject({ timeout: 36_000, generation: 2 });
    expect(body.expirationMicros).toBe((now.getTime() + 36_000_000) * 1000);
    const refused = await patch(36_001).expect(406);
    expect(refused.body.message).toContain(
      'Auth-token absolute timeout (36000 seconds) exceeded',
    );
    await patch('soon').expect(400);
    now = new Date(now.getTime() + 35_999_000);
    await request(simulated.app)
      .get(ANY)
      .set('X-F5-Auth-Token', token)
      .expect(200);
  });

  it('end at log-out, and other users cannot touch them', async () => {
    const simulated = await device();
    const token = await login(simulated);
    const other = await login(simulated, 'auditor');
    const { body } = await request(simulated.app)
      .delete(`${TOKENS}/${token}`)
      .set('X-F5-Auth-Token', other)
      .expect(400);
    expect(body.message).toMatch(/^Au/);
    await request(simulated.app)
      .delete(`${TOKENS}/${token}`)
      .set('X-F5-Auth-Token', token)
      .expect(200);
    await request(simulated.app)
      .get(ANY)
      .set('X-F5-Auth-Token', token)
      .expect(401);
  });

  it('are listed to their user only', async () => {
    const simulated = await device();
    const token = await login(simulated);
    await login(simulated, 'auditor');
    const { body } = await request(simulated.app)
      .get(TOKENS)
      .set('X-F5-Auth-Token', token)
      .expect(200);
    expect(body.items.map((item: { token: string }) => item.token)).toEqual([
      token,
    ]);
  });
});

describe('Basic authentication', () => {
  it('is refused with an HTML page and a challenge', async () => {
    const { app } = await device();
    const response = await request(app).get(ANY).auth('admin', 'wrong');
    expect(response.status).toBe(401);
    expect(response.type).toBe('text/html');
    expect(response.text).toContain('F5 Authorization Required');
    expect(response.get('WWW-Authenticate')).toMatch(/^Basic realm=/);
  });

  it('misses credentials in JSON', async () => {
    const { app } = await device();
    const { body } = await request(app).get(`${ANY}?x=1`).expect(401);
    expect(body.message).toMatch(
      /^Authorization failed: no user authentication header or token detected\. Uri:http:\/\/localhost:8100\/mgmt\/tm\/sys\/version Referrer:\S+ Sender:\S+$/,
    );
  });
});

describe('roles', () => {
  it.each(['auditor', 'guest'])('let %s read from 13.1 on', async name => {
    const { app } = await device('13.1.0.8');
    const { status } = await request(app)
      .get('/mgmt/tm/ltm/virtual')
      .auth(name, `${name} secret`);
    expect(status).toBe(200);
  });

  it('let only administrators see other users', async () => {
    const { app } = await device();
    const users = async (name: string) => {
      const { body } = await request(app)
        .get('/mgmt/tm/auth/user')
        .auth(name, `${name} secret`);
      expect(JSON.stringify(body)).not.toContain('secret');
      return body.items.map((user: { name: string }) => user.name);
    };
    expect(await users('auditor')).toEqual(['auditor']);
    expect(await users('admin')).toEqual([
      'admin',
      'auditor',
      'guest',
      'operator',
    ]);
  });

  it('let administrators only call up to 13.0', async () => {
    const { app } = await device('13.0.0');
    const { body } = await request(app)
      .get('/mgmt/tm/ltm/virtual?$top=1')
      .auth('auditor', 'auditor secret')
      .expect(401);
    expect(body.message).toMatch(
      /^Authorization failed: user=https:\/\/localhost\/mgmt\/shared\/authz\/users\/auditor resource=\/mgmt\/tm\/ltm\/virtual verb=GET uri:\S+ referrer:\S+ sender:\S+$/,
    );
    await request(app)
      .get('/mgmt/tm/ltm/virtual')
      .auth('operator', 'operator secret')
      .expect(200);
  });

  it('refuse writing, and administrators’ resources, with 401', async () => {
    const { app } = await device();
    const as = (name: string) =>
      ({ name, password: `${name} secret` } as const);
    const auditor = as('auditor');
    const write = await request(app)
      .patch('/mgmt/tm/ltm/virtual/~Common~shop_443')
      .auth(auditor.name, auditor.password)
      .send({ description: 'x' })
      .expect(401);
    expect(write.body.message).toContain('verb=PATCH');
    await request(app)
      .get('/mgmt/shared/iapp/global-installed-packages')
      .auth(auditor.name, auditor.password)
      .expect(401);
    await request(app)
      .get('/mgmt/shared/iapp/global-installed-packages')
      .auth('admin', 'admin secret')
      .expect(200);
  });
});
