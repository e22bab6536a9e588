import { createHash } from 'node:crypto';
import { CertificateMaterial } from '@cmt/backstage-plugin-certificates-node';

/** Longest full path that a BIG-IP takes. */
const MAX_PATH = 255;
/** Digits of a digest in a name: enough that no two versions meet. */
const DIGITS = 16;

/** Names of new objects; equal content has equal names. */
export interface ObjectNames {
  certificate: string;
  key: string;
  /** `null` when there are no intermediates. */
  chain: string | null;
}

/** Derives the names of new objects in a folder from what they will hold. */
export function objectNames(
  folder: string,
  baseName: string,
  material: CertificateMaterial,
  digits = DIGITS,
): ObjectNames {
  const named = (base: string, digest: string, suffix: string) => {
    const end = `-${digest.slice(0, digits)}${suffix}`;
    const room = MAX_PATH - folder.length - 1 - end.length;
    return `${folder}/${base.slice(0, Math.max(1, room))}${end}`;
  };
  const base = baseName.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]+/, '');
  return {
    certificate: named(base || 'certificate', material.fingerprint, '.crt'),
    key: named(base || 'certificate', material.publicKeyFingerprint, '.key'),
    chain:
      material.chainPem.length > 0
        ? named('chain', chainDigest(material), '.crt')
        : null,
  };
}

/** Whether an object has a name of ours that stands for this certificate, alone. */
export function namesContent(fullPath: string, fingerprint: string): boolean {
  const digest = /-([0-9a-f]{16,64})\.crt$/.exec(fullPath)?.[1];
  return (
    digest !== undefined &&
    (fingerprint.startsWith(digest) ||
      digestOf([fingerprint]).startsWith(digest))
  );
}

function chainDigest({ chainFingerprints }: CertificateMaterial): string {
  return digestOf(chainFingerprints);
}

function digestOf(fingerprints: readonly string[]): string {
  return createHash('sha256').update(fingerprints.join('\n')).digest('hex');
}
