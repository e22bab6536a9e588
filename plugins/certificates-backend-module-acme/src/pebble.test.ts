import { X509Certificate, generateKeyPairSync, randomUUID } from 'node:crypto';
import { JsonObject } from '@backstage/types';
import {
  AuthorityError,
  CertificateAuthority,
  OrderRequest,
  parseCertificate,
} from '@cmt/backstage-plugin-certificates-node';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { AcmeLab } from './__testUtils__/acmeLab';
import { AcmeProxy, startAcmeProxy } from './__testUtils__/acmeProxy';
import { Pebble, hasPebble, startPebble } from './__testUtils__/pebble';
import {
  WEBHOOK_PASSWORD,
  WEBHOOK_USER,
  Webhook,
  startWebhook,
} from './__testUtils__/webhook';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;
const context = { signal: new AbortController().signal };
const NAMES = ['shop.example.test'];
const EAB = {
  keyId: 'key-1',
  hmacKey: Buffer.alloc(48, 7).toString('base64url'),
};

const describePebble = hasPebble() ? describe : describe.skip;

describePebble('an ACME CA, with Pebble', () => {
  let pebble: Pebble;
  let proxy: AcmeProxy;
  let webhook: Webhook;

  beforeAll(async () => {
    pebble = await startPebble({
      eab: { [EAB.keyId]: EAB.hmacKey },
      blocked: ['blocked.example.test'],
    });
  });
  afterAll(async () => {
    await pebble?.stop();
  });
  beforeEach(async () => {
    proxy = await startAcmeProxy(pebble);
    webhook = await startWebhook(pebble);
  });
  afterEach(async () => {
    await proxy.close();
    await webhook.close();
  });

  const solver = () => ({
    kind: 'http-webhook',
    types: ['dns-01'],
    url: webhook.url,
    username: WEBHOOK_USER,
    password: WEBHOOK_PASSWORD,
  });
  const labOf = (config: JsonObject = {}) =>
    new AcmeLab({
      directory: proxy.directory,
      contact: 'pki@example.test',
      caFile: pebble.caFile,
      termsOfServiceAgreed: true,
      eab: EAB,
      solvers: [solver()],
      ...config,
    });
  const requestFor = async (names = NAMES): Promise<OrderRequest> => ({
    id: randomUUID(),
    csr: (await createTestSigningRequest({ names })).csr,
    names: [...names].sort(),
    lifetimeDays: null,
    replaces: null,
  });
  const run = async (
    lab: AcmeLab,
    request: OrderRequest,
    authority: CertificateAuthority = lab.createAuthority(),
  ) => {
    let progress = await authority.begin(request, context);
    while (progress.state === 'pending') {
      await lab.waitUntil(progress.pollAt);
      progress = await authority.advance(request, progress.order, context);
    }
    return progress;
  };
  const failureOf = async (outcome: Promise<unknown>) => {
    const error = await outcome.then(
      () => new Error('It did not fail'),
      reason => reason,
    );
    if (!AuthorityError.is(error)) {
      throw error;
    }
    return error;
  };

  describe('accounts', () => {
    it('are opened once over replicas, and bound to the account at the CA', async () => {
      const lab = labOf();
      const replicas = [1, 2, 3].map(() => lab.createAuthority());
      const healths = await Promise.all(
        replicas.map(each => each.health(context)),
      );
      expect(new Set(healths.map(({ account }) => account)).size).toBe(1);
      expect(healths.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
      expect(Object.keys(lab.records.sealed())).toEqual(['account-key']);
      expect(JSON.stringify(lab.records.readable())).not.toContain(EAB.hmacKey);
    });

    it.each<[string, JsonObject, object]>([
      [
        'without a binding',
        { eab: undefined as never },
        { kind: 'person', code: 'account', remedy: /eab\.keyId/ },
      ],
      [
        'with a key that the CA does not know',
        { eab: { ...EAB, keyId: 'other' } },
        { kind: 'person', code: 'unauthorized', remedy: /account/ },
      ],
      [
        'without agreement to the terms',
        { termsOfServiceAgreed: false },
        { kind: 'person', code: 'terms', remedy: /termsOfServiceAgreed/ },
      ],
      [
        'without trust in its server',
        { caFile: undefined as never },
        { kind: 'person', code: 'tls', remedy: /caFile/ },
      ],
    ])('are not opened %s', async (_, config, expected) => {
      const lab = labOf(config);
      const { kind, problem } = await failureOf(run(lab, await requestFor()));
      const { remedy, code } = problem;
      expect({ kind, code, remedy }).toEqual({
        ...expected,
        remedy: expect.stringMatching((expected as { remedy: RegExp }).remedy),
      });
      expect((await lab.createAuthority().health(context)).status).toBe('down');
    });

    it('get another key when the one that was made is old, and go on', async () => {
      const lab = labOf({ accountKeyLifetime: 'P30D' });
      const request = await requestFor();
      const other = lab.createAuthority();
      const begun = await other.begin(request, context);
      const [before] = Object.values(lab.records.sealed());
      const { account } = await lab.createAuthority().health(context);
      await lab.waitUntil(lab.now() + 31 * DAY_MS);
      expect(await lab.createAuthority().health(context)).toMatchObject({
        status: 'ok',
        account,
      });
      const [after, ...more] = Object.values(lab.records.sealed());
      expect(more).toEqual([]);
      expect(after).not.toBe(before);
      const progress = await other.advance(request, begun.order, context);
      expect(progress.state).toBe('pending');
    });

    it.each(['before', 'after'] as const)(
      'keep their key or its successor when a replica dies %s the change',
      async phase => {
        const lab = labOf({ accountKeyLifetime: 'P30D' });
        const { account } = await lab.createAuthority().health(context);
        await lab.waitUntil(lab.now() + 31 * DAY_MS);
        // Refused nonces move the break about; each of the POSTs will do.
        for (let posts = 0; posts < 8; posts++) {
          proxy.breakPost({ after: posts, phase });
          await lab.createAuthority().health(context);
        }
        proxy.breakPost({ after: 1_000, phase });
        expect(await lab.createAuthority().health(context)).toMatchObject({
          status: 'ok',
          account,
        });
        expect(Object.keys(lab.records.sealed())).toEqual(['account-key']);
      },
    );

    it('get the key of the configuration', async () => {
      const lab = labOf();
      const { account } = await lab.createAuthority().health(context);
      const { privateKey } = generateKeyPairSync('ec', {
        namedCurve: 'P-384',
      });
      const accountKey = privateKey
        .export({ type: 'pkcs8', format: 'pem' })
        .toString();
      const authority = lab.createAuthority({ accountKey });
      expect(await authority.health(context)).toMatchObject({
        status: 'ok',
        account,
      });
      const issued = await run(lab, await requestFor(), authority);
      expect(issued.state).toBe('issued');
      expect(JSON.stringify(lab.records.readable())).not.toContain('PRIVATE');
    });

    it('are opened again when the CA has forgotten them', async () => {
      const lab = labOf();
      await lab.createAuthority().health(context);
      const record = JSON.parse((await lab.records.get('account'))!);
      await lab.records.put(
        'account',
        JSON.stringify({ ...record, url: `${record.url}00` }),
      );
      expect((await lab.createAuthority().health(context)).status).toBe('ok');
      expect(JSON.parse((await lab.records.get('account'))!).url).toBe(
        record.url,
      );
    });
  });

  describe('chains', () => {
    it('lead to the preferred root, where the CA offers it', async () => {
      const roots = await Promise.all(
        [0, 1, 2].map(index => pebble.rootOf(index)),
      );
      const names = roots.map(
        pem => parseCertificate(new X509Certificate(pem).raw).issuerLabel,
      );
      expect(new Set(names).size).toBe(3);
      for (const [index, preferredChain] of names.entries()) {
        const lab = labOf({ preferredChain });
        const { chainPem } = await run(lab, await requestFor());
        const last = new X509Certificate(chainPem[chainPem.length - 1]);
        expect(last.verify(new X509Certificate(roots[index]).publicKey)).toBe(
          true,
        );
      }
    });

    it('are those of the CA otherwise', async () => {
      const lab = labOf({ preferredChain: 'Nobody' });
      const { chainPem } = await run(lab, await requestFor());
      expect(chainPem.length).toBeGreaterThan(1);
      expect(lab.logger.lines.map(({ message }) => message)).toContainEqual(
        expect.stringContaining('offers no chain to Nobody'),
      );
    });
  });

  describe('trouble', () => {
    it('with a name that the CA rejects is told with the name', async () => {
      const request = await requestFor([
        'blocked.example.test',
        'shop.example.test',
      ]);
      const { kind, problem } = await failureOf(run(labOf(), request));
      expect({ kind, code: problem.code }).toEqual({
        kind: 'never',
        code: 'rejected-identifier',
      });
      expect(problem.cause).toContain('blocked.example.test');
    });

    it('with a proof is tried again twice, and then is for a person', async () => {
      const lab = labOf();
      const request = await requestFor(['a.example.test', 'b.example.test']);
      webhook.presentsWrong = true;
      const kinds: string[] = [];
      for (let attempt = 0; attempt < 3; attempt++) {
        const error = await failureOf(run(lab, request));
        kinds.push(error.kind);
        expect(error.problem).toMatchObject({
          code: 'order-invalid',
          remedy: expect.stringContaining('propagation'),
        });
        expect(error.message).toMatch(/[ab]\.example\.test/);
        expect(error.retryAt === undefined).toBe(error.kind === 'person');
        expect(webhook.presented()).toEqual([]);
      }
      expect(kinds).toEqual(['later', 'later', 'person']);
      webhook.presentsWrong = false;
      expect((await run(lab, request)).state).toBe('issued');
      expect(proxy.finalized()).toBe(1);
    });

    it.each([
      [401, 'person'],
      [503, 'later'],
    ])('with a webhook that answers %i is told', async (status, kind) => {
      const lab = labOf();
      webhook.failWith = status;
      const error = await failureOf(run(lab, await requestFor()));
      expect(error).toMatchObject({ kind, problem: { code: 'solver' } });
      expect(error.message).toContain(`HTTP ${status}`);
    });

    it('with a name that no solver is for is told before anything is ordered', async () => {
      const lab = labOf({
        solvers: [{ ...solver(), names: ['*.example.org'] }],
      });
      const error = await failureOf(run(lab, await requestFor()));
      expect(error).toMatchObject({
        kind: 'person',
        problem: { code: 'no-solver' },
      });
      expect(error.message).toContain('shop.example.test');
      expect(proxy.placed()).toBe(0);
    });

    it('with a limit is waited for as long as the CA says', async () => {
      const lab = labOf();
      proxy.answer = path =>
        path.startsWith('/order-plz')
          ? {
              status: 429,
              body: {
                type: 'urn:ietf:params:acme:error:rateLimited',
                detail: 'too many new orders recently',
              },
              headers: { 'retry-after': '3600' },
            }
          : undefined;
      const error = await failureOf(run(lab, await requestFor()));
      expect(error).toMatchObject({ kind: 'later', isRateLimit: true });
      expect(error.problem.cause).toContain('too many new orders');
      expect((error.retryAt! - lab.now()) / 1000).toBeGreaterThan(3590);
      expect((error.retryAt! - lab.now()) / 1000).toBeLessThan(3601);
    });

    it.each([
      ['userActionRequired', 403, 'person', 'terms'],
      ['caa', 403, 'person', 'caa'],
      ['badCSR', 400, 'never', 'bad-request'],
      ['unsupportedIdentifier', 400, 'never', 'rejected-identifier'],
      ['serverInternal', 500, 'later', 'unavailable'],
      ['somethingNew', 400, 'person', 'refused'],
      ['somethingNew', 502, 'later', 'unavailable'],
    ])(
      'of the type %s (HTTP %i) is for: %s',
      async (type, status, kind, code) => {
        proxy.answer = path =>
          path.startsWith('/order-plz')
            ? {
                status,
                body: {
                  type: `urn:ietf:params:acme:error:${type}`,
                  detail: 'because\nof it',
                  instance: 'https://ca.example.test/terms/2',
                  subproblems: [
                    {
                      type: `urn:ietf:params:acme:error:${type}`,
                      detail: 'this one',
                      identifier: { type: 'dns', value: 'shop.example.test' },
                    },
                  ],
                },
              }
            : undefined;
        const error = await failureOf(run(labOf(), await requestFor()));
        expect(error).toMatchObject({ kind, problem: { code } });
        expect(error.problem.cause).toBe(
          'because of it; shop.example.test: this one',
        );
      },
    );

    it('with a CA that leads elsewhere ends there', async () => {
      proxy.answer = path =>
        path.startsWith('/my-account') || path.startsWith('/order-plz')
          ? {
              status: 201,
              headers: { location: 'https://evil.example.test/order/1' },
              body: {
                status: 'pending',
                identifiers: [],
                authorizations: [],
                finalize: 'https://evil.example.test/finalize',
              },
            }
          : undefined;
      const error = await failureOf(run(labOf(), await requestFor()));
      expect(error).toMatchObject({ problem: { code: 'protocol' } });
      expect(error.message).toContain('host');
    });
  });
});
