import { X509Certificate } from 'node:crypto';
import { parseCertificate } from '../x509';

/**
 * What is wrong with a chain that a CA has returned: leaf first, then its
 * issuers, without the root.
 */
export function chainProblems(
  chainPem: string[],
  expected: { names: string[]; publicKey: Uint8Array; now: number },
): string[] {
  const problems: string[] = [];
  const chain = chainPem.map(pem => {
    if (pem.split('-----BEGIN CERTIFICATE-----').length !== 2) {
      problems.push('an entry of the chain is not exactly one PEM block');
    }
    return new X509Certificate(pem);
  });
  const [leaf, ...issuers] = chain;
  if (!leaf) {
    return ['the chain is empty'];
  }
  const facts = parseCertificate(leaf.raw);
  if (JSON.stringify(facts.names) !== JSON.stringify(expected.names)) {
    problems.push(`the names are ${facts.names.join(', ')}`);
  }
  const publicKey = leaf.publicKey.export({ type: 'spki', format: 'der' });
  if (!publicKey.equals(expected.publicKey)) {
    problems.push('the public key is not that of the request');
  }
  if (facts.isCa) {
    problems.push('the leaf is a CA certificate');
  }
  if (!facts.extendedKeyUsage.includes('serverAuth')) {
    problems.push('the leaf is not meant for servers');
  }
  if (expected.now < facts.notBefore || expected.now >= facts.notAfter) {
    problems.push('the leaf is not valid now');
  }
  if (issuers.length === 0 && facts.selfSigned) {
    problems.push('the leaf is self-signed');
  }
  issuers.forEach((issuer, index) => {
    const of = chain[index];
    if (!of.checkIssued(issuer) || !of.verify(issuer.publicKey)) {
      problems.push(`certificate ${index + 1} did not issue the one before it`);
    }
    if (parseCertificate(issuer.raw).selfSigned) {
      problems.push('the chain holds a root');
    }
  });
  return problems;
}
