import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPrivateKey } from 'node:crypto';
import { readMaterial } from './readMaterial';

/** Later than all that is made below. */
const NOW = Date.now() + 600_000;
const PASSWORD = 'correct horse';

/** A PKI of OpenSSL's own making: what people really bring. */
class OpenSsl {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'material-'));

  run(...args: string[]): void {
    execFileSync('openssl', args, { cwd: this.directory, stdio: 'pipe' });
  }

  read(name: string): string {
    return readFileSync(path.join(this.directory, name), 'utf8');
  }

  bytes(name: string): Uint8Array {
    return readFileSync(path.join(this.directory, name));
  }

  key(name: string, kind: 'rsa' | 'ec' | 'weak'): void {
    this.run(
      'genpkey',
      '-algorithm',
      kind === 'ec' ? 'EC' : 'RSA',
      '-pkeyopt',
      {
        rsa: 'rsa_keygen_bits:2048',
        weak: 'rsa_keygen_bits:1024',
        ec: 'ec_paramgen_curve:P-256',
      }[kind],
      '-out',
      `${name}.key`,
    );
  }

  authority(name: string, issuer?: string): void {
    this.key(name, 'ec');
    this.issue(
      name,
      `/CN=${name}`,
      issuer,
      ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'],
      3650,
    );
  }

  leaf(
    name: string,
    kind: 'rsa' | 'ec' | 'weak',
    options: {
      issuer?: string;
      names?: string[];
      usage?: string;
      days?: number;
    } = {},
  ): void {
    const { names = [`${name}.example.test`], usage = 'serverAuth' } = options;
    this.key(name, kind);
    this.issue(
      name,
      `/CN=${name}.example.test`,
      options.issuer ?? 'issuing',
      [
        'basicConstraints=critical,CA:FALSE',
        `extendedKeyUsage=${usage}`,
        `subjectAltName=${names.map(dns => `DNS:${dns}`).join(',')}`,
      ],
      options.days,
    );
  }

  fingerprint(name: string): string {
    return execFileSync(
      'openssl',
      ['x509', '-in', `${name}.crt`, '-noout', '-fingerprint', '-sha256'],
      { cwd: this.directory, encoding: 'utf8' },
    )
      .split('=')[1]
      .replace(/[^0-9A-F]/g, '')
      .toLowerCase();
  }

  private issue(
    name: string,
    subject: string,
    issuer: string | undefined,
    extensions: string[],
    days = 90,
  ): void {
    writeFileSync(
      path.join(this.directory, `${name}.cnf`),
      `[req]\ndistinguished_name=dn\n[dn]\n[ext]\n${extensions.join('\n')}\n`,
    );
    this.run(
      ...['req', '-new', '-key', `${name}.key`, '-subj', subject],
      ...['-config', `${name}.cnf`, '-out', `${name}.csr`],
    );
    this.run(
      ...['x509', '-req', '-in', `${name}.csr`, '-out', `${name}.crt`],
      ...['-extfile', `${name}.cnf`, '-extensions', 'ext'],
      ...['-days', String(days), '-sha256'],
      ...(issuer
        ? [
            ...['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`],
            ...['-CAserial', `${issuer}.srl`, '-CAcreateserial'],
          ]
        : ['-signkey', `${name}.key`]),
    );
  }
}

const pki = new OpenSsl();

beforeAll(() => {
  pki.authority('root');
  pki.authority('issuing', 'root');
  pki.leaf('shop', 'rsa', {
    names: ['shop.example.test', 'WWW.example.test'],
  });
  pki.leaf('api', 'ec');
  pki.leaf('weak', 'weak');
  pki.leaf('client', 'ec', { usage: 'clientAuth' });
});

afterAll(() => rmSync(pki.directory, { recursive: true }));

const read = (
  input: Parameters<typeof readMaterial>[0],
  options: Partial<Parameters<typeof readMaterial>[1]> = {},
) => readMaterial(input, { now: NOW, ...options });

const codes = (result: ReturnType<typeof readMaterial>) =>
  result.problems.map(({ code, severity }) => `${severity} ${code}`).sort();

const pem = (...names: string[]) => names.map(name => pki.read(name)).join('');

describe('readMaterial', () => {
  it.each([
    ['in order', ['shop.crt', 'issuing.crt', 'root.crt', 'shop.key']],
    ['in any order', ['shop.key', 'root.crt', 'issuing.crt', 'shop.crt']],
  ])('puts PEM texts together that come %s', (_, files) => {
    const result = read({ pem: pem(...files) });
    expect(codes(result)).toEqual([]);
    expect(result.material?.certificate).toMatchObject({
      fingerprint: pki.fingerprint('shop'),
      names: ['shop.example.test', 'www.example.test'],
      keyType: 'rsa',
      // The root is not sent to anybody.
      chainFingerprints: [pki.fingerprint('issuing')],
    });
    expect(result.material?.chainStatus).toBe('complete');
    expect(
      createPrivateKey(result.material!.key!.pem).equals(
        createPrivateKey(pki.read('shop.key')),
      ),
    ).toBe(true);
  });

  it('reads text around the blocks and Windows line ends, and writes plain ones', () => {
    const text = `Bag Attributes\r\n${pem(
      'api.crt',
      'issuing.crt',
      'api.key',
    ).replace(/\n/g, '\r\n')}\r\nthe end`;
    const result = read({ pem: text });
    expect(codes(result)).toEqual([]);
    expect(result.material!.certificate.certificatePem).toBe(
      pki.read('api.crt'),
    );
  });

  describe.each([
    ['OpenSSL 3.x', []],
    ['OpenSSL 1.x', ['-legacy', '-macalg', 'sha1']],
  ])('of PKCS#12 as %s writes it', (_, flags) => {
    it.each([
      ['rsa', 'shop'],
      ['ec', 'api'],
    ])('reads %s with a password', (_kind, name) => {
      pki.run(
        ...['pkcs12', '-export', '-in', `${name}.crt`],
        ...['-inkey', `${name}.key`, '-certfile', 'issuing.crt'],
        ...['-out', 'with.p12', '-passout', `pass:${PASSWORD}`, ...flags],
      );
      const result = read({
        pkcs12: pki.bytes('with.p12'),
        password: PASSWORD,
      });
      expect(codes(result)).toEqual([]);
      expect(result.material?.certificate.fingerprint).toBe(
        pki.fingerprint(name),
      );
      expect(
        createPrivateKey(result.material!.key!.pem).equals(
          createPrivateKey(pki.read(`${name}.key`)),
        ),
      ).toBe(true);
      expect(
        codes(read({ pkcs12: pki.bytes('with.p12'), password: 'x' })),
      ).toEqual(['error wrong-password']);
      expect(codes(read({ pkcs12: pki.bytes('with.p12') }))).toEqual([
        'error encrypted-key',
      ]);
    });

    it('reads a file without a password', () => {
      pki.run(
        ...['pkcs12', '-export', '-in', 'api.crt', '-inkey', 'api.key'],
        ...['-certfile', 'issuing.crt', '-out', 'without.p12'],
        ...['-passout', 'pass:', ...flags],
      );
      const result = read({ pkcs12: pki.bytes('without.p12') });
      expect(codes(result)).toEqual([]);
      expect(result.material?.certificate.fingerprint).toBe(
        pki.fingerprint('api'),
      );
    });
  });

  it('reads an encrypted PEM key with its password only', () => {
    pki.run(
      ...['pkcs8', '-topk8', '-in', 'api.key', '-out', 'api.enc'],
      ...['-passout', `pass:${PASSWORD}`],
    );
    const text = pem('api.crt', 'issuing.crt', 'api.enc');
    expect(codes(read({ pem: text, password: PASSWORD }))).toEqual([]);
    expect(codes(read({ pem: text, password: 'x' }))).toContain(
      'error wrong-password',
    );
    expect(codes(read({ pem: text }))).toContain('error encrypted-key');
  });

  it('completes a chain with issuers that are known already, and says so', () => {
    const result = read(
      { pem: pem('api.crt', 'api.key') },
      { pool: [derOf('issuing')] },
    );
    expect(codes(result)).toEqual(['warning chain-completed']);
    expect(result.material?.certificate.chainFingerprints).toEqual([
      pki.fingerprint('issuing'),
    ]);
  });

  it('says that a chain is incomplete', () => {
    const result = read({ pem: pem('api.crt', 'api.key') });
    expect(codes(result)).toEqual(['warning chain-incomplete']);
    expect(result.material?.chainStatus).toBe('incomplete');
  });

  it('says that a key belongs to another certificate', () => {
    expect(
      codes(read({ pem: pem('api.crt', 'issuing.crt', 'shop.key') })),
    ).toEqual(['error key-mismatch']);
  });

  it('says that there is no key', () => {
    expect(codes(read({ pem: pem('api.crt', 'issuing.crt') }))).toEqual([
      'error no-key',
    ]);
  });

  it('does not guess between several certificates', () => {
    expect(codes(read({ pem: pem('api.crt', 'shop.crt') }))).toEqual([
      'error several-leaves',
    ]);
  });

  it('says everything that is wrong at once', () => {
    const result = read(
      { pem: pem('weak.crt', 'root.crt', 'shop.crt') },
      { now: NOW + 365 * 86_400_000 },
    );
    expect(codes(result)).toEqual(['error several-leaves']);
    const alone = read(
      { pem: pem('weak.crt', 'root.crt', 'shop.key') },
      { now: NOW + 365 * 86_400_000 },
    );
    expect(codes(alone)).toEqual(
      [
        'error key-mismatch',
        'error expired',
        'error weak-key',
        'warning chain-incomplete',
        'warning unused-certificates',
      ].sort(),
    );
  });

  it('refuses a certificate for clients, and one that begins later', () => {
    expect(
      codes(
        read(
          { pem: pem('client.crt', 'issuing.crt', 'client.key') },
          { now: NOW - 86_400_000 },
        ),
      ),
    ).toEqual(['error no-server-auth', 'error not-yet-valid']);
  });

  it('refuses a CA certificate', () => {
    expect(codes(read({ pem: pem('issuing.crt', 'issuing.key') }))).toEqual([
      'error is-ca',
      'warning chain-incomplete',
    ]);
  });

  it.each([
    ['nothing', { pem: '' }, ['error no-certificate']],
    ['no PEM', { pem: 'hello' }, ['error unreadable']],
    [
      'a cut off text',
      { pem: '-----BEGIN CERTIFICATE-----\nMIIB' },
      ['error unreadable'],
    ],
    [
      'a broken block',
      { pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' },
      ['error unreadable'],
    ],
    [
      'no PKCS#12',
      { pkcs12: Buffer.from('PK zip'), password: 'x' },
      ['error unreadable'],
    ],
  ])('says what is wrong with %s', (_, input, expected) => {
    const result = read(input);
    expect(result.material).toBeNull();
    expect(codes(result)).toEqual(expected);
  });

  it('never says a secret', () => {
    const result = read({
      pem: `${pem('api.crt', 'shop.key')}`,
      password: PASSWORD,
    });
    const said = JSON.stringify(result.problems);
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toMatch(/BEGIN|PRIVATE KEY-----/);
  });
});

function derOf(name: string): Uint8Array {
  return Buffer.from(
    pki.read(`${name}.crt`).replace(/-----[^-]+-----|\s/g, ''),
    'base64',
  );
}
