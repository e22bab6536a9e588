import { generateKeyPairSync } from 'node:crypto';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readAcmeConfig } from './readAcmeConfig';

const MINIMAL = {
  id: 'ca',
  kind: 'acme',
  directory: 'https://acme.example.test/directory',
  solvers: [{ kind: 'http-webhook', url: 'https://hook.example.test' }],
};
const read = (config: JsonObject, readFile?: (path: string) => string) =>
  readAcmeConfig(new ConfigReader({ ...MINIMAL, ...config }), 'ca', readFile);

describe('readAcmeConfig', () => {
  it('needs a directory and a solver', () => {
    expect(read({})).toMatchObject({
      directory: MINIMAL.directory,
      contact: [],
      ca: null,
      termsOfServiceAgreed: false,
      eab: null,
      accountKey: null,
      limit: null,
      solvers: [
        { kind: 'http-webhook', names: null, types: null, propagationMs: 0 },
      ],
    });
  });

  it('reads everything', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const accountKey = privateKey
      .export({ type: 'pkcs1', format: 'pem' })
      .toString();
    expect(
      read({
        title: 'The CA',
        contact: ['pki@example.test', 'mailto:ops@example.test'],
        termsOfServiceAgreed: true,
        eab: { keyId: 'key', hmacKey: 'c2VjcmV0' },
        preferredChain: 'Root X1',
        profile: 'tlsserver',
        accountKey,
        accountKeyLifetime: 'P1Y',
        limit: { orders: 300, period: { hours: 3 } },
        solvers: [
          {
            kind: 'rfc2136',
            names: ['*.Example.test'],
            types: ['dns-01'],
            propagation: '30s',
          },
        ],
      }),
    ).toMatchObject({
      contact: ['mailto:pki@example.test', 'mailto:ops@example.test'],
      eab: { keyId: 'key', hmacKey: 'c2VjcmV0' },
      preferredChain: 'Root X1',
      profile: 'tlsserver',
      limit: { orders: 300, periodMs: 3 * 3_600_000 },
      solvers: [
        { names: ['*.example.test'], types: ['dns-01'], propagationMs: 30_000 },
      ],
    });
  });

  it.each<[JsonObject, RegExp]>([
    [{ directory: 'http://acme.example.test' }, /directory must be the https/],
    [{ solvers: [] }, /solvers must hold a solver/],
    [{ solvers: [{ kind: 'x', types: ['tls'] }] }, /solvers.0.types.0 must be/],
    [{ eab: { keyId: 'key' } }, /eab.hmacKey must be text/],
    [{ eab: 'secret' }, /eab must hold keyId and hmacKey/],
    [{ limit: { orders: 0, period: '1h' } }, /limit.orders must be at least 1/],
    [{ limit: { orders: 1, period: 'x' } }, /limit.period must be a duration/],
    [{ accountKey: 'no key' }, /accountKey must be an unencrypted PEM/],
    [{ diretory: 'x' }, /diretory is not known/],
    [{ caFile: '/nowhere' }, /caFile names no file/],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });

  it('takes a CA file only with certificates in it', () => {
    expect(() => read({ caFile: 'ca.pem' }, () => 'nothing')).toThrow(
      /caFile names no file with readable PEM certificates/,
    );
  });
});
