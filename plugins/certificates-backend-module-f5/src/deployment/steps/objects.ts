import {
  X509Certificate,
  createPrivateKey,
  createPublicKey,
  createHash,
} from 'node:crypto';
import {
  PlannedObject,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  DeploymentError,
  PrivateKeyMaterial,
} from '@cmt/backstage-plugin-certificates-node';
import {
  certificateContent,
  chainContent,
  checksumOf,
  normalizePem,
} from '../content';
import {
  FileKind,
  FileState,
  createFile,
  readFile,
} from '../device/fileObjects';
import { Member } from '../device/members';
import { withUploads } from '../device/uploads';

/** File objects that are only made, never changed. */
export function madeObjects(plan: TargetPlan): PlannedObject[] {
  return plan.objects.filter(
    ({ fullPath, action }) =>
      action !== 'replace' &&
      // A chain whose content is right already stays whatever its name is.
      plan.changes.some(
        ({ strategy, after }) =>
          strategy !== 'replace-content' &&
          [after.certificate, after.key, after.chain].includes(fullPath),
      ),
  );
}

/**
 * @throws DeploymentError of code `no-material` when key and certificate do not
 * belong together
 */
export function requireMatch(
  device: string,
  material: CertificateMaterial,
  key: PrivateKeyMaterial,
): void {
  if (publicKeyOf(key) !== publicKeyOfCertificate(material)) {
    throw new DeploymentError({
      code: 'no-material',
      device,
      message: `The private key that was handed over does not belong to the certificate ${material.fingerprint}`,
      remedy: 'Bring the certificate again together with its key.',
    });
  }
}

function publicKeyOf(key: PrivateKeyMaterial): string | undefined {
  try {
    return spkiDigest(createPublicKey(createPrivateKey(key.pem)));
  } catch {
    // Not said why: the reason could quote the key.
    return undefined;
  }
}

function publicKeyOfCertificate(material: CertificateMaterial): string {
  return spkiDigest(new X509Certificate(material.certificatePem).publicKey);
}

function spkiDigest(key: ReturnType<typeof createPublicKey>): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Kind of the file object that holds a planned one. */
export function fileKind({ kind }: Pick<PlannedObject, 'kind'>): FileKind {
  return kind === 'key' ? 'key' : 'certificate';
}

/** Which of these objects the device has. */
export async function readObjects(
  { session }: Pick<Member, 'session'>,
  objects: readonly PlannedObject[],
): Promise<Map<string, FileState>> {
  const states = await Promise.all(
    objects.map(object => readFile(session, fileKind(object), object.fullPath)),
  );
  return new Map(
    objects.flatMap(({ fullPath }, index) =>
      states[index] ? [[fullPath, states[index]] as const] : [],
    ),
  );
}

/**
 * Makes the objects of a plan that are missing, and checks those that are there.
 *
 * @returns the paths of those that were made
 * @throws DeploymentError of code `conflict` when a name belongs to something else
 */
export async function ensureObjects(
  member: Member,
  objects: readonly PlannedObject[],
  material: CertificateMaterial,
  key: PrivateKeyMaterial,
): Promise<string[]> {
  const there = await readObjects(member, objects);
  const contents = contentsOf(material, key);
  for (const object of objects) {
    const state = there.get(object.fullPath);
    if (state) {
      requireContent(member, object, state, contents);
    }
  }
  const missing = objects.filter(({ fullPath }) => !there.has(fullPath));
  const kinds = [...new Set(missing.map(({ kind }) => kind))];
  await withUploads(
    member,
    kinds.map(kind => contents[kind]),
    async uploads => {
      for (const object of missing) {
        requireContent(
          member,
          object,
          await createFile(
            member.session,
            fileKind(object),
            object.fullPath,
            uploads[kinds.indexOf(object.kind)].source,
          ),
          contents,
        );
      }
    },
  );
  return missing.map(({ fullPath }) => fullPath);
}

type Contents = Record<PlannedObject['kind'], string>;

/** The files of a certificate with its key. */
export function contentsOf(
  material: CertificateMaterial,
  key: PrivateKeyMaterial,
): Contents {
  return {
    certificate: certificateContent(material),
    key: normalizePem(key.pem),
    chain: chainContent(material),
  };
}

function requireContent(
  { device }: Pick<Member, 'device'>,
  { kind, fullPath, fingerprint }: PlannedObject,
  state: FileState,
  contents: Contents,
): void {
  const isRight =
    state.checksum === null ||
    state.checksum === checksumOf(contents[kind]) ||
    // The same certificate may be stored with other line ends or remarks.
    (kind === 'certificate' && state.fingerprint === fingerprint);
  if (!isRight) {
    throw new DeploymentError({
      code: 'conflict',
      device: device.name,
      message: `BIG-IP ${device.name}: ${fullPath} exists already and holds something else`,
      cause:
        'Somebody has made or changed an object whose name stands for its content.',
      remedy: `Remove or rename ${fullPath} on the device, then try again.`,
      action: 'retry',
    });
  }
}
