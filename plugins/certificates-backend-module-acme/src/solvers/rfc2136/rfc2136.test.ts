import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { Challenge } from '@cmt/backstage-plugin-certificates-node';
import {
  MemoryAuthorityRecords,
  RecordingLogger,
} from '@cmt/backstage-plugin-certificates-node/testUtils';
import { rfc2136SolverFactory } from '.';
import {
  UpdateServer,
  startUpdateServer,
} from '../../__testUtils__/updateServer';

const SECRET = Buffer.from('0123456789abcdef0123456789abcdef');
const context = { signal: new AbortController().signal };
const VALUE = 'LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0';

const challenge = (
  name = 'shop.example.test',
  recordValue = VALUE,
): Challenge => ({
  type: 'dns-01',
  name,
  token: 'token',
  keyAuthorization: 'token.thumbprint',
  recordName: `_acme-challenge.${name}`,
  recordValue,
});

describe.each([
  ['tcp', 'hmac-sha256'],
  ['tcp', 'hmac-sha512'],
  ['udp', 'hmac-sha256'],
] as const)('rfc2136 over %s with %s', (transport, keyAlgorithm) => {
  let server: UpdateServer;

  beforeEach(async () => {
    server = await startUpdateServer({
      zone: 'example.test',
      keyName: 'acme-key',
      secret: SECRET,
      algorithm: keyAlgorithm,
    });
  });
  afterEach(() => server.close());

  const solver = (config: JsonObject = {}, clock = Date.now) =>
    rfc2136SolverFactory.create(
      new ConfigReader({
        kind: 'rfc2136',
        server: '127.0.0.1',
        port: server.port,
        transport,
        zone: 'example.test.',
        keyName: 'ACME-key',
        keySecret: SECRET.toString('base64'),
        keyAlgorithm,
        ...config,
      }),
      {
        id: 'acme',
        records: new MemoryAuthorityRecords(),
        logger: new RecordingLogger(),
        clock,
        publicationUrl: 'https://portal.example.test',
        createSolver: () => {
          throw new Error('not needed');
        },
      },
    );
  const valuesOf = (name: string) => [...(server.records.get(name) ?? [])];

  it('adds a record and deletes it again, and no other of its name', async () => {
    const name = '_acme-challenge.shop.example.test';
    const other = challenge('shop.example.test', 'other');
    await solver().present(challenge(), context);
    await solver().present(other, context);
    await solver().present(challenge(), context);
    expect(valuesOf(name)).toEqual([VALUE, 'other']);
    await solver().cleanUp(challenge(), context);
    await solver().cleanUp(challenge(), context);
    expect(valuesOf(name)).toEqual(['other']);
    expect(server.updates[0]).toBe(`add ${name} 60 IN`);
    expect(server.updates[3]).toMatch(`delete ${name} 0 `);
  });

  it('writes another record where the name is delegated', async () => {
    await solver({ recordName: '{name}.acme.example.test', ttl: 5 }).present(
      challenge('shop.example.com'),
      context,
    );
    expect(server.updates).toEqual([
      'add shop.example.com.acme.example.test 5 IN',
    ]);
  });

  it('does not write outside of its zone', async () => {
    await expect(
      solver().present(challenge('shop.notexample.test'), context),
    ).rejects.toMatchObject({ kind: 'person', problem: { code: 'solver' } });
    expect(server.updates).toEqual([]);
  });

  it.each([
    [5, 'person', 'REFUSED'],
    [2, 'later', 'SERVFAIL'],
    [10, 'person', 'NOTZONE'],
  ])('tells what code %i means', async (code, kind, text) => {
    server.code = code;
    const outcome = solver().present(challenge(), context);
    await expect(outcome).rejects.toMatchObject({ kind });
    await expect(outcome).rejects.toThrow(text);
  });

  it('tells that the key is wrong', async () => {
    const keySecret = Buffer.from('another').toString('base64');
    const outcome = solver({ keySecret }).present(challenge(), context);
    await expect(outcome).rejects.toMatchObject({
      kind: 'person',
      message: expect.stringContaining('BADSIG'),
    });
    await expect(outcome).rejects.toThrow(
      expect.not.stringContaining(keySecret),
    );
    expect(server.updates).toEqual([]);
  });

  it('tells that clocks differ', async () => {
    const late = solver({}, () => Date.now() - 3_600_000);
    await expect(late.present(challenge(), context)).rejects.toThrow('BADTIME');
  });

  it.each(['not', 'wrong'] as const)(
    'does not believe an answer that is %s signed',
    async signs => {
      server.signs = signs;
      await expect(
        solver().present(challenge(), context),
      ).rejects.toMatchObject({
        kind: 'person',
        message: expect.stringContaining('not signed'),
      });
    },
  );

  it('says when nothing answers', async () => {
    server.deafFor = 1_000;
    const signal = AbortSignal.timeout(300);
    await expect(
      solver().present(challenge(), { signal }),
    ).rejects.toMatchObject({ kind: 'later', problem: { code: 'solver' } });
  });
});

describe('rfc2136 over udp', () => {
  it('asks again when a datagram is lost', async () => {
    const server = await startUpdateServer({
      zone: 'example.test',
      keyName: 'acme-key',
      secret: SECRET,
      algorithm: 'hmac-sha256',
    });
    server.deafFor = 1;
    const solver = rfc2136SolverFactory.create(
      new ConfigReader({
        kind: 'rfc2136',
        server: '127.0.0.1',
        port: server.port,
        transport: 'udp',
        zone: 'example.test',
        keyName: 'acme-key',
        keySecret: SECRET.toString('base64'),
      }),
      {
        id: 'acme',
        records: new MemoryAuthorityRecords(),
        logger: new RecordingLogger(),
        clock: Date.now,
        publicationUrl: 'https://portal.example.test',
        createSolver: () => {
          throw new Error('not needed');
        },
      },
    );
    await solver.present(challenge(), context);
    expect(server.updates).toHaveLength(1);
    await server.close();
  });
});

describe('configuration of rfc2136', () => {
  it('is told with all problems, without secrets', () => {
    const create = () =>
      rfc2136SolverFactory.create(
        new ConfigReader({
          kind: 'rfc2136',
          names: ['*.example.test'],
          zone: 'example.test',
          keyName: 'acme-key',
          keySecret: 'not base64!',
          tlt: 5,
        }),
        { id: 'acme', clock: Date.now } as never,
      );
    expect(create).toThrow(/server is missing/);
    expect(create).toThrow(/keySecret must be base64/);
    expect(create).toThrow(/tlt is not known/);
    expect(messageOf(create)).not.toContain('not base64!');
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return String(error);
  }
}
