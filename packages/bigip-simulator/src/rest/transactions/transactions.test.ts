import { issue, RestClient } from '../__testUtils__/RestClient';

const TRANSACTION = '/tm/transaction';
const CERT = '/tm/sys/file/ssl-cert/~Common~shop.crt';
const KEY = '/tm/sys/file/ssl-key/~Common~shop.key';
const DOWNLOADS = 'file:/var/config/rest/downloads';

let admin: RestClient;
let now = new Date('2026-11-24T12:00:00Z');

beforeEach(async () => {
  now = new Date('2026-11-24T12:00:00Z');
  admin = await RestClient.of({ now: () => now });
});

async function open(): Promise<string> {
  const { body } = await admin.post(TRANSACTION, {});
  return String(body.transId);
}

const commit = (id: string, more: object = {}) =>
  admin.patch(`${TRANSACTION}/${id}`, { state: 'VALIDATING', ...more });

describe('transactions', () => {
  it('answer as recorded', async () => {
    const { status, body } = await admin.post(TRANSACTION, {});
    expect(status).toBe(200);
    expect(body).toEqual({
      transId: now.getTime() * 1000,
      state: 'STARTED',
      timeoutSeconds: 120,
      asyncExecution: false,
      validateOnly: false,
      executionTimeout: 300,
      executionTime: 0,
      failureReason: '',
      kind: 'tm:transactionstate',
      selfLink: `https://localhost/mgmt/tm/transaction/${body.transId}?ver=16.1.3.3`,
    });
    const queued = await admin.patch(
      '/tm/ltm/profile/client-ssl/~Common~shop',
      { serverName: 'new.example' },
      String(body.transId),
    );
    expect(queued.body).toEqual({
      method: 'PATCH',
      uri: 'https://localhost/mgmt/tm/ltm/profile/client-ssl/~Common~shop',
      body: { serverName: 'new.example' },
      evalOrder: 1,
      commandId: 1,
      kind: 'tm:transaction:commandsstate',
      selfLink: `https://localhost/mgmt/tm/transaction/${body.transId}/commands/1?ver=16.1.3.3`,
    });
  });

  it('replace key and certificate together, where neither alone would do', async () => {
    const next = await issue('shop.example');
    await admin.upload('n.crt', next.pem);
    await admin.upload('n.key', next.keyPem);
    const id = await open();
    await admin.put(KEY, { sourcePath: `${DOWNLOADS}/n.key` }, id);
    await admin.put(CERT, { sourcePath: `${DOWNLOADS}/n.crt` }, id);
    // Reads are answered at once, from what is in force.
    const meanwhile = await admin.call('get', CERT, undefined, id);
    expect(meanwhile.body.revision).toBe(1);
    const { status, body } = await commit(id);
    expect(status).toBe(200);
    expect(body.state).toBe('COMPLETED');
    const { body: after } = await admin.get(CERT);
    expect(after).toMatchObject({ revision: 2, subject: 'CN=shop.example' });
  });

  it('do nothing at all when one command fails, and say so at commit only', async () => {
    const next = await issue('shop.example');
    await admin.upload('n.crt', next.pem);
    const generation = admin.device.configuration.generation;
    const id = await open();
    await admin.patch(
      '/tm/ltm/profile/client-ssl/~Common~shop-child',
      { serverName: 'changed.example' },
      id,
    );
    const queued = await admin.put(
      CERT,
      { sourcePath: `${DOWNLOADS}/n.crt` },
      id,
    );
    expect(queued.status).toBe(200);
    expect(await commit(id)).toMatchObject({
      status: 400,
      body: {
        code: 400,
        message: expect.stringMatching(
          /^transaction failed:01070317:3: profile \/Common\/shop's key/,
        ),
        errorStack: [],
        apiError: 2,
      },
    });
    expect(admin.device.configuration.generation).toBe(generation);
    expect(
      admin.device.configuration.clientSslProfiles.get('/Common/shop-child')!
        .serverName,
    ).toBeUndefined();
  });

  it('do not delete what was in use before them, whatever the order', async () => {
    const id = await open();
    await admin.patch(
      '/tm/ltm/profile/client-ssl/~Shop~web~api',
      {
        certKeyChain: [
          { name: 'x', cert: '/Common/shop.crt', key: '/Common/shop.key' },
        ],
      },
      id,
    );
    await admin.delete('/tm/sys/file/ssl-key/~Shop~web~api.key', id);
    expect((await commit(id)).body.message).toBe(
      'transaction failed:01071349:3: File object by name (/Shop/web/api.key) is in use.',
    );
  });

  it('refuse bad syntax when it is queued', async () => {
    const id = await open();
    const wrong = await admin.put(CERT, { colour: 'red' }, id);
    expect(wrong.status).toBe(400);
    expect(await commit(id)).toMatchObject({
      status: 404,
      body: {
        code: 404,
        message: 'there is no command to commit in the transaction.',
        errorStack: [],
        apiError: 1,
      },
    });
  });

  it('validate only, and still can be committed', async () => {
    const id = await open();
    const path = '/tm/ltm/profile/client-ssl/~Common~shop';
    await admin.patch(path, { serverName: 'new.example' }, id);
    expect((await commit(id, { validateOnly: true })).status).toBe(200);
    expect((await admin.get(path)).body.serverName).toBe('shop.example.com');
    expect((await commit(id)).status).toBe(200);
    expect((await admin.get(path)).body.serverName).toBe('new.example');
  });

  it('list, reorder and remove commands', async () => {
    const id = await open();
    const path = '/tm/ltm/profile/client-ssl/~Common~shop';
    for (const serverName of ['a.example', 'b.example', 'c.example'])
      await admin.patch(path, { serverName }, id);
    const commands = `${TRANSACTION}/${id}/commands`;
    await admin.patch(`${commands}/1`, { evalOrder: 3 });
    await admin.delete(`${commands}/2`);
    const { body } = await admin.get(commands);
    expect(
      body.items.map((item: { commandId: number; evalOrder: number }) => [
        item.commandId,
        item.evalOrder,
      ]),
    ).toEqual([
      [3, 1],
      [1, 2],
    ]);
    await commit(id);
    expect((await admin.get(path)).body.serverName).toBe('a.example');
  });

  it('are gone when discarded, and after two idle minutes', async () => {
    const first = await open();
    await admin.delete(`${TRANSACTION}/${first}`);
    expect((await admin.get(`${TRANSACTION}/${first}`)).status).toBe(404);
    const second = await open();
    now = new Date(now.getTime() + 119_000);
    expect((await admin.get(`${TRANSACTION}/${second}`)).status).toBe(200);
    now = new Date(now.getTime() + 121_000);
    expect((await commit(second)).status).toBe(404);
    expect((await admin.patch(CERT, { description: 'x' }, second)).status).toBe(
      404,
    );
  });
});
