import { mockCredentials } from '@backstage/backend-test-utils';
import { ResponseError } from '@backstage/errors';
import { startCertificatesBackend } from '../__testUtils__/startCertificatesBackend';
import { undocumented } from '../__testUtils__/undocumented';

jest.setTimeout(60_000);

const authorization = mockCredentials.user.header('user:default/ann');
const SECRET = '-----BEGIN PRIVATE KEY----- secret';

describe('errors of the REST API', () => {
  let t: Awaited<ReturnType<typeof startCertificatesBackend>>;

  beforeAll(async () => {
    t = await startCertificatesBackend({});
  });

  afterAll(() => t.backend.stop());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${t.baseUrl}/materials`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization,
        ...headers,
      },
    });

  it.each([
    ['nothing', undefined],
    ['anything', '*/*'],
    ['JSON', 'application/json'],
    ['JSON rather', 'application/json, application/problem+json'],
    ['something else', 'text/html'],
  ])('are JSON for clients of Backstage that accept %s', async (_, accept) => {
    const response = await fetch(`${t.baseUrl}/certificates/none?x=1`, {
      headers: { authorization, ...(accept && { accept }) },
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const error = await ResponseError.fromResponse(response);
    expect(error.cause.name).toBe('InputError');
    expect(error.body).toMatchObject({
      response: { statusCode: 400 },
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: error.cause.message,
      instance: '/api/certificates/certificates/none',
    });
  });

  it('are problem documents for those who ask for them', async () => {
    const response = await fetch(`${t.baseUrl}/certificates/none`, {
      headers: { authorization, accept: 'application/problem+json' },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(
      /^application\/problem\+json/,
    );
    expect(response.headers.get('vary')).toMatch(/accept/i);
    const body = await response.json();
    expect(body).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringContaining('none'),
      error: { name: 'NotFoundError' },
    });
    expect(undocumented('Error', body)).toEqual([]);
  });

  it.each([
    ['broken JSON', `{"pem": "${SECRET}`, {}, 400, 'not valid JSON'],
    ['too much', `{"pem":"${'x'.repeat(300_000)}"}`, {}, 413, 'larger than'],
    [
      'an unknown encoding',
      '{}',
      { 'content-encoding': 'rot13' },
      415,
      'send JSON in UTF-8',
    ],
    [
      'no JSON',
      SECRET,
      { 'content-type': 'text/plain' },
      415,
      'send JSON in UTF-8',
    ],
  ])('say what is wrong with %s', async (_, body, headers, status, message) => {
    const response = await post(body, headers);
    const text = await response.text();
    expect([response.status, text]).toEqual([
      status,
      expect.stringContaining(message),
    ]);
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ status });
  });
});
