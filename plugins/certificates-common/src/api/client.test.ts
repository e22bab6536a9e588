import { CertificatesClient } from './client';
import { serializeQuery } from './rest';

function setUp(answer: () => Response) {
  const requests: { url: string; method?: string; headers?: unknown }[] = [];
  const client = new CertificatesClient({
    discoveryApi: {
      getBaseUrl: async id => `http://backend.example.com/api/${id}`,
    },
    fetchApi: {
      fetch: async (url, init) => {
        requests.push({
          url: String(url),
          method: init?.method,
          headers: init?.headers,
        });
        return answer();
      },
    },
  });
  return { client, requests };
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });

describe('CertificatesClient', () => {
  it('repeats alternatives, leaves out what is absent and escapes values', async () => {
    const { client, requests } = setUp(() => json({ items: [] }));
    await client.listCertificates({
      state: ['expired', 'critical'],
      owner: [],
      entity: 'component:default/shop',
      q: 'a&b=c',
      includeGone: false,
      cursor: undefined,
      limit: 10,
    });
    expect(requests[0].url).toBe(
      'http://backend.example.com/api/certificates/certificates?state=expired&state=critical&entity=component%3Adefault%2Fshop&q=a%26b%3Dc&includeGone=false&limit=10',
    );
  });

  it('keeps ids and names inside their part of the path', async () => {
    const { client, requests } = setUp(() => json({ items: [] }));
    await client.listVersions('../devices');
    await client.scanDevice('a/b?c');
    expect(
      requests.map(r => [r.method, r.url.split('/certificates/')[1]]),
    ).toEqual([
      ['GET', 'certificates/..%2Fdevices/versions'],
      ['POST', 'devices/a%2Fb%3Fc/scans'],
    ]);
  });

  it('sends a token only when it is given one', async () => {
    const { client, requests } = setUp(() => json({}));
    await client.getHealth();
    await client.getHealth({ token: 'abc' });
    expect(requests.map(r => r.headers)).toEqual([
      {},
      { Authorization: 'Bearer abc' },
    ]);
  });

  it('turns an error of the backend into an error with its name and message', async () => {
    const { client } = setUp(() =>
      json(
        {
          error: { name: 'NotFoundError', message: 'No device is called x' },
          response: { statusCode: 404 },
        },
        404,
      ),
    );
    await expect(client.getDevice('x')).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
      cause: { name: 'NotFoundError', message: 'No device is called x' },
    });
  });

  it('gives the address of an export and its content', async () => {
    const { client } = setUp(() => new Response('id,name\r\n'));
    expect(await client.exportUrl({ owner: ['group:default/a'] }, 'csv')).toBe(
      'http://backend.example.com/api/certificates/export?owner=group%3Adefault%2Fa&format=csv',
    );
    const blob = await client.exportCertificates({}, 'csv');
    expect(blob.size).toBe(9);
  });
});

describe('serializeQuery', () => {
  it('keeps zero and false, drops empty text', () => {
    expect(
      serializeQuery({ a: 0, b: false, c: '', d: null, e: ['x', ''] }),
    ).toBe('a=0&b=false&e=x');
  });
});
