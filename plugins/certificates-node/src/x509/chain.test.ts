import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { judgeChain } from './chain';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

interface Authority {
  name: string;
  keys: webcrypto.CryptoKeyPair;
  der: Uint8Array;
}

async function issue(name: string, by?: Authority): Promise<Authority> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: `CN=${by?.name ?? name}`,
      serialNumber: '01',
      notBefore: new Date('2026-01-01'),
      notAfter: new Date('2036-01-01'),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: (by?.keys ?? keys).privateKey,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    },
    webcrypto as unknown as Crypto,
  );
  return { name, keys, der: new Uint8Array(certificate.rawData) };
}

describe('judgeChain', () => {
  let root: Authority;
  let intermediate: Authority;
  let second: Authority;
  let leaf: Authority;
  let stranger: Authority;
  let impostor: Authority;

  beforeAll(async () => {
    x509.cryptoProvider.set(webcrypto as unknown as Crypto);
    root = await issue('Root');
    intermediate = await issue('Intermediate', root);
    second = await issue('Second intermediate', intermediate);
    leaf = await issue('shop.example.test', second);
    stranger = await issue('Stranger', root);
    impostor = await issue('Second intermediate', root);
  });

  const judge = (...chain: Authority[]) => judgeChain(chain.map(c => c.der));

  it('finds a chain up to the last intermediate complete', () => {
    expect(judge(leaf, second, intermediate)).toBe('complete');
  });

  it('finds a chain with its root complete', () => {
    expect(judge(leaf, second, intermediate, root)).toBe('complete');
  });

  it('does not mind the order or certificates that do not belong', () => {
    expect(judge(leaf, stranger, root, intermediate, second)).toBe('complete');
  });

  it('finds a lone leaf incomplete', () => {
    expect(judge(leaf)).toBe('incomplete');
  });

  it('finds a leaf with the wrong intermediates incomplete', () => {
    expect(judge(leaf, stranger, intermediate)).toBe('incomplete');
  });

  it('is not deceived by an issuer of the same name', () => {
    expect(judge(leaf, impostor)).toBe('incomplete');
  });

  it('finds a leaf complete that a known root has issued', () => {
    expect(
      judgeChain([stranger.der], {
        isRootSubject: subject => subject === 'CN=Root',
      }),
    ).toBe('complete');
  });

  it('recognises a certificate that is its own issuer', () => {
    expect(judge(root)).toBe('self-signed');
    expect(judge(root, leaf)).toBe('self-signed');
  });

  it('does not know about nothing and about what is no certificate', () => {
    expect(judge()).toBe('unknown');
    expect(judgeChain([leaf.der, Buffer.from('damaged')])).toBe('unknown');
  });
});
