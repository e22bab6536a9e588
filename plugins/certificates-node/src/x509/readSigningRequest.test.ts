import { KEY_SPECS } from '@cmt/backstage-plugin-certificates-common';
import { execFileSync } from 'node:child_process';
import { createTestSigningRequest } from '../testUtils/signingRequest';
import { readSigningRequest } from './readSigningRequest';

const NAMES = ['*.shop.example.test', '192.0.2.7', 'shop.example.test'];

/** A request made by OpenSSL, as people and devices make them. */
function madeByOpenssl(key: string, subject: string, extension?: string) {
  const pem = execFileSync(
    'openssl',
    [
      ...['req', '-new', '-nodes', '-newkey', ...key.split(' ')],
      ...['-keyout', '/dev/null', '-subj', subject, '-sha256'],
      ...(extension ? ['-addext', extension] : []),
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return Uint8Array.from(
    Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
  );
}

describe('readSigningRequest', () => {
  it.each(KEY_SPECS.filter(key => key.type === 'ec' || key.size < 4096))(
    'reads names and key of %j',
    async key => {
      const { csr, publicKey } = await createTestSigningRequest({
        names: NAMES,
        key,
      });
      expect(await readSigningRequest(csr)).toEqual({
        names: NAMES,
        publicKey,
        key,
      });
    },
  );

  it('reads what OpenSSL makes, and counts the common name as a name', async () => {
    const facts = await readSigningRequest(
      madeByOpenssl(
        'rsa:2048',
        '/O=Example/CN=Shop.example.test',
        'subjectAltName=DNS:api.example.test,IP:192.0.2.7',
      ),
    );
    expect(facts).toMatchObject({
      names: ['192.0.2.7', 'api.example.test', 'shop.example.test'],
      key: { type: 'rsa', size: 2048 },
    });
  });

  it.each(['ec -pkeyopt ec_paramgen_curve:secp521r1', 'rsa:1024'])(
    'knows no name for the key %s',
    async key => {
      const csr = madeByOpenssl(key, '/CN=shop.example.test');
      expect(await readSigningRequest(csr)).toMatchObject({ key: null });
    },
  );

  it('refuses other kinds of names', async () => {
    const csr = madeByOpenssl(
      'rsa:2048',
      '/',
      'subjectAltName=DNS:a.example.test,email:a@example.test',
    );
    await expect(readSigningRequest(csr)).rejects.toThrow(/type email/);
  });

  it('refuses what was changed after it was signed', async () => {
    const { csr } = await createTestSigningRequest({
      names: ['shop.example.test'],
    });
    const text = Buffer.from(csr).toString('latin1');
    const forged = Buffer.from(
      text.replace('shop.example.test', 'evil.example.test'),
      'latin1',
    );
    await expect(readSigningRequest(forged)).rejects.toThrow(/own key/);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('hello')],
    ['another sequence', Buffer.from('3003020101', 'hex')],
  ])('refuses %s', async (_, der) => {
    await expect(readSigningRequest(der)).rejects.toThrow(/PKCS#10/);
  });
});
