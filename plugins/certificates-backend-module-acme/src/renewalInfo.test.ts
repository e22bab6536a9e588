import 'reflect-metadata';
import { X509Certificate, randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import * as x509 from '@peculiar/x509';
import { createTestSigningRequest } from '@cmt/backstage-plugin-certificates-node/testUtils';
import { AcmeLab } from './__testUtils__/acmeLab';
import { bodyOf, close, listen } from './__testUtils__/servers';
import { TestTls, createTestTls } from './__testUtils__/testTls';
import { certificateId } from './protocol/certificateId';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const context = { signal: new AbortController().signal };

/** The example of RFC 9773 section 4.1 (and appendix A). */
const RFC_EXAMPLE = {
  id: 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE',
  keyIdentifier: '69885b6b87464041e1b37b847ba0ae2cde01c8d4',
  serialNumber: '8765 4321',
};

async function certificate(serialNumber: string, keyIdentifier: string) {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber,
      name: 'CN=shop.example.test',
      notBefore: new Date(),
      notAfter: new Date(Date.now() + 86_400_000),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.AuthorityKeyIdentifierExtension(keyIdentifier, false),
      ],
    },
    crypto,
  );
  return new Uint8Array(made.rawData);
}

describe('certificateId', () => {
  it('writes the example of RFC 9773', async () => {
    const { keyIdentifier, serialNumber, id } = RFC_EXAMPLE;
    const der = await certificate(
      `00${serialNumber.replace(' ', '')}`,
      keyIdentifier,
    );
    expect(certificateId(der)).toBe(id);
  });

  it('is nothing for what is no certificate', () => {
    expect(certificateId(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
});

/** A CA that suggests when to renew, and takes `replaces`, as RFC 9773 has it. */
describe('renewal information', () => {
  let tls: TestTls;
  let folder: string;
  let lab: AcmeLab;
  let der: Uint8Array;
  let end: () => Promise<void>;
  /** What the CA answers about the certificate. */
  let info: { status: number; body: object; retryAfter?: string };
  let asked: string[];
  let orders: { replaces?: string }[];
  let refusesReplacement: string | undefined;

  beforeAll(async () => {
    tls = await createTestTls();
    folder = mkdtempSync(join(tmpdir(), 'ari-'));
    writeFileSync(join(folder, 'ca.pem'), tls.ca);
    der = await certificate('008765', RFC_EXAMPLE.keyIdentifier);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    asked = [];
    orders = [];
    refusesReplacement = undefined;
    const server = createServer(tls, async (incoming, response) => {
      const base = `https://${incoming.headers.host}`;
      const path = incoming.url ?? '/';
      const body = (await bodyOf(incoming)).toString();
      const answer = (
        status: number,
        content: object,
        headers: Record<string, string> = {},
      ) => {
        response.writeHead(status, {
          'replay-nonce': randomUUID(),
          ...headers,
        });
        response.end(JSON.stringify(content));
      };
      if (path === '/dir') {
        answer(200, {
          newNonce: `${base}/nonce`,
          newAccount: `${base}/account`,
          newOrder: `${base}/order`,
          revokeCert: `${base}/revoke`,
          renewalInfo: `${base}/renewal-info`,
        });
      } else if (path === '/account') {
        answer(201, { status: 'valid' }, { location: `${base}/account/1` });
      } else if (path === '/order') {
        const { payload } = JSON.parse(body) as { payload: string };
        const order = JSON.parse(
          Buffer.from(payload, 'base64url').toString(),
        ) as { replaces?: string };
        if (order.replaces && refusesReplacement) {
          answer(409, {
            type: `urn:ietf:params:acme:error:${refusesReplacement}`,
          });
          return;
        }
        orders.push(order);
        answer(
          201,
          {
            status: 'pending',
            identifiers: [],
            authorizations: [],
            finalize: `${base}/finalize`,
          },
          { location: `${base}/order/1` },
        );
      } else if (path.startsWith('/renewal-info/')) {
        asked.push(path);
        answer(info.status, info.body, {
          ...(info.retryAfter && { 'retry-after': info.retryAfter }),
        });
      } else {
        answer(200, {});
      }
    });
    const port = await listen(server);
    end = () => close(server);
    lab = new AcmeLab({
      directory: `https://127.0.0.1:${port}/dir`,
      caFile: join(folder, 'ca.pem'),
      solvers: [{ kind: 'http-webhook', url: 'http://127.0.0.1:1' }],
    });
  });
  afterEach(() => end());

  const ask = () => lab.createAuthority().renewalInfo!(der, context);

  it('is asked for without a signature, and understood', async () => {
    info = {
      status: 200,
      body: {
        suggestedWindow: {
          start: '2027-01-02T04:00:00Z',
          end: '2027-01-03T04:00:00+01:00',
        },
        explanationURL: 'https://ca.example.test/why',
      },
      retryAfter: '21600',
    };
    const read = await ask();
    expect(read).toMatchObject({
      start: Date.parse('2027-01-02T04:00:00Z'),
      end: Date.parse('2027-01-03T03:00:00Z'),
      explanationUrl: 'https://ca.example.test/why',
    });
    expect((read!.askAgainAt - lab.now()) / 1000).toBeCloseTo(21_600, -2);
    expect(asked).toEqual([`/renewal-info/${certificateId(der)}`]);
  });

  it.each([
    ['1', 60],
    ['999999', 86_400],
    [undefined, 21_600],
  ])('is asked for again after %s at the right time', async (retryAfter, s) => {
    info = {
      status: 200,
      body: {
        suggestedWindow: {
          start: '2027-01-02T04:00:00Z',
          end: '2027-01-03T04:00:00Z',
        },
      },
      retryAfter,
    };
    const read = await ask();
    expect((read!.askAgainAt - lab.now()) / 1000).toBeCloseTo(s, -1);
  });

  it('is nothing when the CA does not know the certificate, or the window cannot be', async () => {
    info = {
      status: 404,
      body: { type: 'urn:ietf:params:acme:error:malformed' },
    };
    expect(await ask()).toBeUndefined();
    info = {
      status: 200,
      body: {
        suggestedWindow: {
          start: '2027-01-03T04:00:00Z',
          end: '2027-01-02T04:00:00Z',
        },
      },
    };
    expect(await ask()).toBeUndefined();
  });

  it('is an error when the CA is in trouble', async () => {
    info = { status: 503, body: {} };
    await expect(ask()).rejects.toMatchObject({ kind: 'later' });
    info = { status: 200, body: { suggestedWindow: {} } };
    await expect(ask()).rejects.toMatchObject({
      problem: { code: 'protocol' },
    });
  });

  const order = async () => {
    const names = ['shop.example.test'];
    const { csr } = await createTestSigningRequest({ names });
    await lab
      .createAuthority()
      .begin(
        { id: randomUUID(), csr, names, lifetimeDays: null, replaces: der },
        context,
      );
  };

  it('ties an order to the certificate that it replaces', async () => {
    await order();
    expect(orders).toMatchObject([{ replaces: certificateId(der) }]);
  });

  it.each(['alreadyReplaced', 'malformed', 'conflict'])(
    'does not hold an order up when the CA says %s',
    async type => {
      refusesReplacement = type;
      await order();
      expect(orders).toHaveLength(1);
      expect(orders[0].replaces).toBeUndefined();
    },
  );

  it('is known of the CA after it was spoken to', async () => {
    const authority = lab.createAuthority();
    await authority.health(context);
    expect(authority.describe().hasRenewalInfo).toBe(true);
    expect(new X509Certificate(der).subject).toContain('shop.example.test');
  });
});
