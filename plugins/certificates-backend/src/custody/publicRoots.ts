import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

let subjects: Set<string> | undefined;

/** Whether a subject, as `X509Certificate` prints it, is that of a root that Node trusts. */
export function isPublicRoot(subject: string): boolean {
  subjects ??= new Set(
    rootCertificates.map(pem => new X509Certificate(pem).subject),
  );
  return subjects.has(subject);
}
