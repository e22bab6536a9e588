import { createHash } from 'node:crypto';
import { CertificateMaterial } from '@cmt/backstage-plugin-certificates-node';

/** PEM as a BIG-IP imports it without fail: LF, no blanks around, final newline. */
export function normalizePem(pem: string): string {
  return `${pem
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .join('\n')}\n`;
}

/** The file of the leaf, followed by intermediates where nothing else could name them. */
export function certificateContent(
  { certificatePem, chainPem }: CertificateMaterial,
  options: { withChain: boolean } = { withChain: false },
): string {
  return [certificatePem, ...(options.withChain ? chainPem : [])]
    .map(normalizePem)
    .join('');
}

/** The file of the intermediates. */
export function chainContent({ chainPem }: CertificateMaterial): string {
  return chainPem.map(normalizePem).join('');
}

/** The checksum that a BIG-IP shows for a file with these bytes. */
export function checksumOf(content: string): string {
  const bytes = Buffer.from(content);
  return `SHA1:${bytes.length}:${createHash('sha1')
    .update(bytes)
    .digest('hex')}`;
}
