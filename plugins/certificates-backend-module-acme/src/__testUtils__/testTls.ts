import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const crypto = webcrypto as unknown as Crypto;

export interface TestTls {
  /** PEM of the CA that clients have to trust. */
  ca: string;
  cert: string;
  key: string;
}

/** Makes a CA and a certificate of it for the servers of a test on this machine. */
export async function createTestTls(): Promise<TestTls> {
  const generate = () =>
    webcrypto.subtle.generateKey(ALGORITHM, true, [
      'sign',
      'verify',
    ]) as Promise<webcrypto.CryptoKeyPair>;
  const [caKeys, keys] = [await generate(), await generate()];
  const lifetime = {
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
  };
  const ca = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...lifetime,
      serialNumber: '01',
      name: 'CN=CA of the test',
      keys: caKeys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        await x509.SubjectKeyIdentifierExtension.create(
          caKeys.publicKey,
          false,
          crypto,
        ),
      ],
    },
    crypto,
  );
  const server = await x509.X509CertificateGenerator.create(
    {
      ...lifetime,
      serialNumber: '02',
      subject: 'CN=localhost',
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    },
    crypto,
  );
  return {
    ca: ca.toString('pem'),
    cert: server.toString('pem'),
    key: KeyObject.from(keys.privateKey)
      .export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
}
