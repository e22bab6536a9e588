import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { request } from 'undici';
import { challengeGroupOf } from './challengeRule';
import { addVirtual, newDevice } from './testing/servedDevice';
import { TlsDataPlane } from './TlsDataPlane';

/** The iRule as people install it. */
const [, RULE] = /```tcl\n([^`]+)```/.exec(
  readFileSync(resolve(__dirname, '../../../../docs/bigip-http01.md'), 'utf8'),
)!;
const GROUP = '/Common/cmt_acme_http01';

describe('recognising a rule', () => {
  it('finds the data group of the documented one', () => {
    expect(challengeGroupOf(RULE)).toBe(GROUP);
    expect(
      challengeGroupOf(
        RULE.replaceAll(GROUP, '/Web/acme.group').replace(/ +/g, ' '),
      ),
    ).toBe('/Web/acme.group');
  });

  it.each([
    ['another path', RULE.replace('acme-challenge', 'pki-validation')],
    ['another event', RULE.replace('HTTP_REQUEST', 'HTTP_RESPONSE')],
    ['no answer to unknown tokens', RULE.replace('respond 404', 'respond 503')],
    [
      'two data groups',
      RULE.replace(GROUP, '/Common/other').replace(/^#.*/, ''),
    ],
    ['comments alone', RULE.replace(/^/gm, '# ')],
    ['nothing', ''],
  ])('is not misled by %s', (_, rule) => {
    expect(challengeGroupOf(rule)).toBeUndefined();
  });
});

describe('a virtual server without TLS', () => {
  const plane = new TlsDataPlane();
  afterAll(() => plane.close());

  it('answers as its rule says, by what the device holds at the moment', async () => {
    const device = newDevice('bigip.example.com');
    const place = await plane.reserve({ host: '127.0.0.1', port: 0 });
    addVirtual(device, 'web', place, []);
    await plane.serve([{ configuration: device }]);
    const ask = async (path: string) => {
      await plane.settled();
      const { statusCode, body } = await request(
        `http://127.0.0.1:${place.port}${path}`,
      );
      return { status: statusCode, text: await body.text() };
    };
    await expect(ask('/')).rejects.toThrow('ECONNREFUSED');

    const virtual = device.virtualServers.get('/Common/web')!;
    device.addVirtualServer({ ...virtual, rules: ['/Common/answer'] });
    await expect(ask('/')).rejects.toThrow('ECONNREFUSED');
    device.addOpaqueObject({
      collection: 'ltm/rule',
      fullPath: '/Common/answer',
      attributes: { apiAnonymous: RULE },
    });
    const greeting = await ask('/shop?x=1');
    expect(greeting).toEqual({
      status: 200,
      text: expect.stringContaining('/Common/web'),
    });
    expect(await ask('/.well-known/security.txt')).toEqual(greeting);
    const challenge = '/.well-known/acme-challenge/tok-en';
    // Without the data group, and with it.
    expect(await ask(challenge)).toMatchObject({ status: 404 });
    device.addOpaqueObject({
      collection: 'ltm/data-group/internal',
      fullPath: GROUP,
      attributes: {
        type: 'string',
        records: [{ name: 'tok-en', data: 'p.q' }],
      },
    });
    expect(await ask(challenge)).toEqual({ status: 200, text: 'p.q' });
    expect(await ask(`${challenge}?x=1`)).toEqual({ status: 200, text: 'p.q' });
    expect(await ask(`${challenge}2`)).toMatchObject({ status: 404 });
    expect(await ask('/.well-known/acme-challenge/')).toMatchObject({
      status: 404,
    });

    device.setFailoverState('standby');
    await expect(ask(challenge)).rejects.toThrow();
    device.setFailoverState('active');
    expect(await ask(challenge)).toEqual({ status: 200, text: 'p.q' });
    device.addVirtualServer({
      ...device.virtualServers.get('/Common/web')!,
      enabled: false,
    });
    await expect(ask(challenge)).rejects.toThrow('ECONNREFUSED');
  });
});
