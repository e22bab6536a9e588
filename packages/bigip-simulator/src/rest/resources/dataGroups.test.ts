import { RestClient } from '../__testUtils__/RestClient';

const GROUPS = '/tm/ltm/data-group/internal';
const GROUP = `${GROUPS}/~Common~proofs`;

let client: RestClient;
beforeEach(async () => {
  client = await RestClient.of();
  await client.post(GROUPS, { name: 'proofs', type: 'string' });
});

const options = (text: string) =>
  client.patch(`${GROUP}?options=${encodeURIComponent(text)}`, {});
const records = async () => (await client.get(GROUP)).body.records;

describe('internal data groups', () => {
  it('are created, read, listed, saved and deleted', async () => {
    expect((await client.get(GROUP)).body).toMatchObject({
      kind: 'tm:ltm:data-group:internal:internalstate',
      fullPath: '/Common/proofs',
      type: 'string',
    });
    expect(await records()).toBeUndefined();
    const { body } = await client.get(GROUPS);
    expect(body).toMatchObject({
      kind: 'tm:ltm:data-group:internal:internalcollectionstate',
      items: [{ name: 'proofs' }],
    });
    expect(client.device.hasUnsavedChanges).toBe(true);
    await client.post('/tm/sys/config', { command: 'save' });
    expect(client.device.hasUnsavedChanges).toBe(false);
    expect(await client.delete(GROUP)).toMatchObject({ status: 200 });
    expect(await client.get(GROUP)).toMatchObject({
      status: 404,
      body: {
        message:
          '01020036:3: The requested value list (/Common/proofs) was not found.',
      },
    });
  });

  it.each(['patch', 'put'] as const)(
    'take a list as a whole (%s), sorted, values empty where absent',
    async verb => {
      await client.patch(GROUP, { records: [{ name: 'gone', data: '1' }] });
      await client[verb](GROUP, {
        records: [{ name: 'b', data: '2' }, { name: 'a' }],
      });
      expect(await records()).toEqual([
        { name: 'a', data: '' },
        { name: 'b', data: '2' },
      ]);
      await client.patch(GROUP, { description: 'proofs of CAs' });
      expect(await records()).toHaveLength(2);
    },
  );

  it('change single records by options of the query', async () => {
    expect(
      await options('records add { a { data 1 } "b-2" { data "x.y" } }'),
    ).toMatchObject({
      status: 200,
      body: {
        records: [
          { name: 'a', data: '1' },
          { name: 'b-2', data: 'x.y' },
        ],
      },
    });
    await options('records modify { a { data 3 } }');
    await options('records delete { b-2 }');
    expect(await records()).toEqual([{ name: 'a', data: '3' }]);
    expect(await options('records add { a { data 4 } }')).toMatchObject({
      status: 409,
    });
    for (const text of ['records delete { c }', 'records modify { c }'])
      expect(await options(text)).toMatchObject({ status: 404 });
    for (const text of ['records add { a', 'records grow { a }', 'type ip'])
      expect(await options(text)).toMatchObject({ status: 400 });
    expect(await records()).toEqual([{ name: 'a', data: '3' }]);
  });

  it('refuse what they cannot be', async () => {
    const refused = async (body: object) =>
      expect((await client.post(GROUPS, body)).status).toBe(400);
    await refused({ name: 'x' });
    await refused({ name: 'x', type: 'text' });
    await refused({ name: 'x', type: 'string', records: 'a' });
    await refused({ name: 'x', type: 'string', records: [{ data: 'a' }] });
    expect(await client.patch(GROUP, { type: 'ip' })).toMatchObject({
      status: 400,
    });
    expect(
      await client.post(GROUPS, { name: 'proofs', type: 'string' }),
    ).toMatchObject({ status: 409 });
    expect(
      await client.patch(GROUP, {
        records: [{ name: 'a' }, { name: 'a' }],
      }),
    ).toMatchObject({ status: 409 });
    expect(
      await client.as('auditor').patch(GROUP, { records: [] }),
    ).toMatchObject({ status: 401 });
  });

  it('are part of transactions', async () => {
    const { body } = await client.post('/tm/transaction', {});
    const id = String(body.transId);
    await client.patch(GROUP, { records: [{ name: 'a', data: '1' }] }, id);
    await client.patch(
      `${GROUP}?options=${encodeURIComponent('records add { b { data 2 } }')}`,
      {},
      id,
    );
    expect(await records()).toBeUndefined();
    await client.patch(`/tm/transaction/${id}`, { state: 'VALIDATING' });
    expect(await records()).toHaveLength(2);
  });
});

describe('rules', () => {
  it('are created, put on virtual servers, and kept while they are there', async () => {
    await client.post('/tm/ltm/rule', {
      name: 'answer',
      apiAnonymous: 'when HTTP_REQUEST { }',
    });
    const rule = '/tm/ltm/rule/~Common~answer';
    expect((await client.get(rule)).body).toMatchObject({
      kind: 'tm:ltm:rule:rulestate',
      apiAnonymous: 'when HTTP_REQUEST { }',
    });
    const virtual = '/tm/ltm/virtual/~Common~shop_443';
    expect(
      (await client.patch(virtual, { rules: ['answer'] })).body.rules,
    ).toEqual(['/Common/answer']);
    expect((await client.delete(rule)).status).toBe(400);
    await client.patch(virtual, { rules: [] });
    expect((await client.delete(rule)).status).toBe(200);
    expect((await client.get(rule)).body.message).toContain('iRule');
  });
});
