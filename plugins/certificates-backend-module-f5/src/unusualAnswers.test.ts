import { JsonObject } from '@backstage/types';
import { RunningFarm } from '@cmt/bigip-simulator';
import {
  FakeServer,
  answerJson,
  rewriting,
  startFakeServer,
} from './__testUtils__/fakeServer';
import {
  activeTokens,
  createSource,
  startSmallFarm,
} from './__testUtils__/simulatedSource';

jest.setTimeout(60_000);

const scanOf = (device: JsonObject, f5: JsonObject = {}) =>
  createSource([device], {
    f5: { handshakes: { enabled: false }, ...f5 },
  }).scan({ device: 'fake', signal: new AbortController().signal });

describe('a BIG-IP with unusual answers', () => {
  let farm: RunningFarm;
  let server: FakeServer | undefined;

  const expectNothingLeft = () =>
    expect(activeTokens(farm.devices[0])).toEqual([]);

  beforeAll(async () => {
    farm = await startSmallFarm({ dataPlane: false });
  });
  afterAll(async () => {
    await farm.close();
  });
  afterEach(async () => {
    await server?.close();
    expectNothingLeft();
  });

  /** The simulator, seen through something that changes its answers. */
  const through = async (
    rewrite: Parameters<typeof rewriting>[1],
    f5: JsonObject = {},
  ) => {
    const [device] = farm.devices;
    server = await startFakeServer(rewriting(device.simulator.app, rewrite));
    return scanOf({ ...server.device, credential: { ...device.reader } }, f5);
  };
  const total = () => farm.devices[0].configuration.certificateFiles.size;

  it('is not scanned while it is not ready', async () => {
    await expect(
      through(({ url }, body) =>
        url.startsWith('/mgmt/tm/sys/ready')
          ? JSON.parse(JSON.stringify(body).replace('"yes"', '"no"'))
          : body,
      ),
    ).rejects.toMatchObject({ kind: 'not-ready' });
  });

  it('is not believed when it stops being ready during the scan', async () => {
    let asked = 0;
    await expect(
      through(({ url }, body) =>
        url.startsWith('/mgmt/tm/sys/ready') && ++asked > 1
          ? JSON.parse(JSON.stringify(body).replace('"yes"', '"no"'))
          : body,
      ),
    ).rejects.toMatchObject({ kind: 'not-ready' });
    expect(asked).toBe(2);
  });

  it('is read without counts and links', async () => {
    const snapshot = await through(
      (_, body) => {
        const { totalItems, totalPages, nextLink, ...rest } = body;
        return rest;
      },
      { limits: { pageSize: 10 } },
    );
    expect(snapshot.certificates).toHaveLength(total());
  });

  it('is read where links are all that it gives', async () => {
    const snapshot = await through(
      (_, body) => {
        const { totalItems, totalPages, ...rest } = body;
        return rest;
      },
      { limits: { pageSize: 10 } },
    );
    expect(snapshot.certificates).toHaveLength(total());
  });

  it('is read where it pays no attention to pages', async () => {
    const [device] = farm.devices;
    server = await startFakeServer((request, response) => {
      request.url = request.url?.replace(/\$(top|skip)=\d+&?/g, '');
      device.simulator.app(request as never, response as never);
    });
    const snapshot = await scanOf(
      { ...server.device, credential: { ...device.reader } },
      { limits: { pageSize: 10 } },
    );
    expect(snapshot.certificates).toHaveLength(total());
  });

  it('is read where it refuses to select attributes', async () => {
    const [device] = farm.devices;
    server = await startFakeServer((request, response) => {
      if (
        request.url?.includes('$select') &&
        !request.url.includes('$top=1&')
      ) {
        answerJson(response, 400, {
          code: 400,
          message: 'one or more properties must be specified',
          errorStack: [],
          apiError: 26214401,
        });
        return;
      }
      device.simulator.app(request as never, response as never);
    });
    const snapshot = await scanOf({
      ...server.device,
      credential: { ...device.reader },
    });
    expect(snapshot.keys.length).toBe(device.configuration.keyFiles.size);
  });

  it('fails when it says that there is more than it gives', async () => {
    await expect(
      through(({ url }, body) =>
        url.startsWith('/mgmt/tm/ltm/virtual?') && body.items.length > 1
          ? { ...body, items: body.items.slice(1) }
          : body,
      ),
    ).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('fails when it answers with nothing at all', async () => {
    await expect(
      through((_, body) =>
        Array.isArray(body.items)
          ? { kind: body.kind, selfLink: body.selfLink, totalItems: 0 }
          : body,
      ),
    ).rejects.toMatchObject({ kind: 'not-ready' });
  });

  it('fails on a link to another place', async () => {
    await expect(
      through((_, { totalItems, ...body }) => ({
        ...body,
        ...(body.items && {
          nextLink: 'https://localhost/mgmt/tm/util/bash?x=1',
        }),
      })),
    ).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('fails on an object that cannot be understood, and names it', async () => {
    await expect(
      through(({ url }, body) =>
        url.startsWith('/mgmt/tm/sys/file/ssl-cert?')
          ? {
              ...body,
              items: body.items.map((item: object) => ({
                ...item,
                subject: { CN: 'not a text' },
              })),
            }
          : body,
      ),
    ).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringMatching(/\/Common\/.*subject/),
    });
  });

  it('keeps what it can of certificates with odd metadata', async () => {
    const snapshot = await through(({ url }, body) =>
      url.startsWith('/mgmt/tm/sys/file/ssl-cert?')
        ? {
            ...body,
            items: body.items.map(
              ({ name, fullPath, partition }: Record<string, string>) => ({
                name,
                fullPath,
                partition,
                fingerprint: 'SHA256/nonsense',
                serialNumber: '???',
                expirationDate: '4102444800',
                createTime: 'yesterday',
                keyType: 'quantum-public',
              }),
            ),
          }
        : body,
    );
    expect(snapshot.certificates[0]).toMatchObject({
      fingerprint: null,
      serialNumber: null,
      notAfter: 4_102_444_800_000,
      createdAt: null,
      keyType: 'unknown',
      names: [],
    });
  });

  it('is left alone when it asks for a long pause', async () => {
    const [device] = farm.devices;
    server = await startFakeServer((request, response) => {
      if (request.url?.startsWith('/mgmt/tm/ltm/virtual')) {
        answerJson(
          response,
          503,
          {
            code: 503,
            message: 'There is an active asynchronous task executing.',
          },
          { 'retry-after': '120' },
        );
        return;
      }
      device.simulator.app(request as never, response as never);
    });
    await expect(
      scanOf({ ...server.device, credential: { ...device.reader } }),
    ).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 120_000 });
    expect(
      server.requests.filter(url => url.includes('/ltm/virtual')),
    ).toHaveLength(1);
  });

  it('may not answer with more than a limit', async () => {
    await expect(
      through(
        (_, body) =>
          body.token ? body : { ...body, padding: 'x'.repeat(100_000) },
        {
          limits: { maxAnswerSize: 65_536 },
        },
      ),
    ).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('is asked for another token before the first one ends', async () => {
    let answers = 0;
    const snapshot = await through((_, body) => {
      if (!body.token || ++answers > 1) {
        return body;
      }
      // A life so short that it is over at the next call.
      const { lastUpdateMicros } = body.token;
      return {
        ...body,
        token: { ...body.token, expirationMicros: lastUpdateMicros + 1_000 },
      };
    });
    expect(snapshot.certificates).toHaveLength(total());
    expect(
      server?.requests.filter(call => call.startsWith('POST ')),
    ).toHaveLength(2);
  });
});
