import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import { DatabaseMaterialStore } from './DatabaseMaterialStore';
import { CustodyError, KeySealer } from './KeySealer';

jest.setTimeout(60_000);

const databases = createTestDatabases();
const NOW = Date.UTC(2026, 10, 24);
const DAY = 86_400_000;
const BY = 'user:default/jo';
const OLD = { id: 'old', secret: randomBytes(32) };
const NEW = { id: 'new', secret: randomBytes(32) };
const CERTIFICATE = 'c'.repeat(32);

const ALGORITHM = {
  name: 'ECDSA',
  namedCurve: 'P-256',
  hash: 'SHA-256',
} as const;

async function selfSigned(name: string) {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys,
      notBefore: new Date(NOW - DAY),
      notAfter: new Date(NOW + 90 * DAY),
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: name },
        ]),
      ],
    },
    webcrypto as Crypto,
  );
  const key = Buffer.from(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
  );
  const keyPem = x509.PemConverter.encode(key, 'PRIVATE KEY');
  return { certificatePem: certificate.toString('pem'), keyPem };
}

let shop: Awaited<ReturnType<typeof selfSigned>>;

beforeAll(async () => {
  shop = await selfSigned('shop.example.test');
});

const text = () => `${shop.certificatePem}\n${shop.keyPem}\n`;

describe.each(databases.eachSupportedId())(
  'DatabaseMaterialStore on %s',
  id => {
    let knex: Knex;

    beforeEach(async () => {
      knex = await databases.migrated(id);
    });

    const create = (keys = [OLD]) =>
      new DatabaseMaterialStore({
        knex,
        sealer: new KeySealer(keys),
        clock: () => NOW,
      });

    it('keeps certificate and key, and gives the key only when it is opened', async () => {
      const store = create();
      const { material, facts, problems } = await store.import(
        { pem: text() },
        BY,
      );
      expect(problems.map(({ code }) => code)).toEqual(['self-signed']);
      expect(material).toMatchObject({
        names: ['shop.example.test'],
        keyType: 'ec',
        curve: 'prime256v1',
        hasKey: true,
        certificateId: null,
        createdBy: BY,
        createdAt: new Date(NOW).toISOString(),
      });
      expect(material).toMatchObject(facts!);
      expect(await store.get(material!.id)).toEqual(material);
      expect(await store.findByFingerprint(material!.fingerprint)).toEqual(
        material,
      );
      const opened = await store.open(material!.id);
      expect(opened.key.pem).toContain('BEGIN PRIVATE KEY');
      expect(opened.material.fingerprint).toBe(material!.fingerprint);
      const stored = JSON.stringify(await knex('materials').select('*'));
      expect(stored).not.toContain('PRIVATE KEY');
    });

    it('keeps the same material once', async () => {
      const store = create();
      const first = await store.import({ pem: text() }, BY);
      const again = await store.import({ pem: text() }, 'user:default/other');
      expect(again.material).toEqual(first.material);
      expect(await knex('materials').select('id')).toHaveLength(1);
    });

    it('keeps nothing on a dry run, on errors and without a key to seal with', async () => {
      const dry = await create().import({ pem: text(), dryRun: true }, BY);
      expect(dry.material).toBeNull();
      expect(dry.facts).toMatchObject({
        subject: 'CN=shop.example.test',
        names: ['shop.example.test'],
        notAfter: new Date(NOW + 90 * DAY).toISOString(),
        keyType: 'ec',
        curve: 'prime256v1',
        chainStatus: 'self-signed',
        chain: [],
      });
      expect(JSON.stringify(dry)).not.toContain('PRIVATE');
      const wrong = await create().import({ pem: shop.certificatePem }, BY);
      expect(wrong).toMatchObject({
        material: null,
        facts: { fingerprint: dry.facts?.fingerprint },
        problems: expect.arrayContaining([
          expect.objectContaining({ code: 'no-key', severity: 'error' }),
        ]),
      });
      const nowhere = await create([]).import({ pem: text() }, BY);
      expect(nowhere.problems).toContainEqual(
        expect.objectContaining({ code: 'no-custody', severity: 'error' }),
      );
      const nothing = await create().import({ pem: 'a text' }, BY);
      expect(nothing).toMatchObject({ material: null, facts: null });
      expect(await knex('materials').select('*')).toEqual([]);
    });

    it('refuses a certificate that does not exist', async () => {
      await expect(
        create().import({ pem: text(), certificateId: CERTIFICATE }, BY),
      ).rejects.toThrow(/no certificate/);
    });

    it('seals keys anew under a new key, after which the old one can go', async () => {
      const { material } = await create().import({ pem: text() }, BY);
      const before = await create().open(material!.id);
      expect(await create([NEW, OLD]).rotate()).toEqual({ rewrapped: 1 });
      expect(await create([NEW, OLD]).rotate()).toEqual({ rewrapped: 0 });
      expect(await create([NEW]).open(material!.id)).toEqual(before);
      await expect(create([OLD]).open(material!.id)).rejects.toThrow(
        CustodyError,
      );
    });
  },
);
