import { createHash } from 'node:crypto';
import { Material } from '@cmt/backstage-plugin-certificates-common';
import { CertificateMaterial } from '@cmt/backstage-plugin-certificates-node';
import { MaterialStore } from '../custody';

/** A text that must never be seen outside of a target. */
export const SECRET_KEY = '-----BEGIN PRIVATE KEY-----\nfake-secret\n';

/** The fingerprint of a fake version. */
export function fingerprintFor(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** Material in memory. */
export class FakeMaterials implements MaterialStore {
  readonly #materials = new Map<string, Material>();
  /** The key-encryption key is missing. */
  locked = false;

  add(id: string, overrides: Partial<Material> = {}): Material {
    const material: Material = {
      id,
      fingerprint: fingerprintFor(id),
      subject: 'CN=shop.example.com',
      issuer: 'CN=Example Issuing CA',
      serialNumber: '01',
      names: ['shop.example.com'],
      notBefore: '2026-11-24T00:00:00.000Z',
      notAfter: '2027-11-24T00:00:00.000Z',
      keyType: 'rsa',
      keySize: 2048,
      curve: null,
      chainStatus: 'complete',
      chain: [],
      certificateId: 'certificate',
      hasKey: true,
      createdBy: 'user:default/ann',
      createdAt: '2026-11-24T12:00:00.000Z',
      ...overrides,
    };
    this.#materials.set(id, material);
    return material;
  }

  async import(request: { certificateId?: string }, by: string) {
    const material = this.add('imported', {
      createdBy: by,
      certificateId: request.certificateId ?? null,
    });
    return { material, facts: material, problems: [] };
  }

  async list(certificateId: string) {
    return [...this.#materials.values()].filter(
      material => material.certificateId === certificateId,
    );
  }

  async get(id: string) {
    return this.#materials.get(id);
  }

  async readPublic(id: string): Promise<CertificateMaterial | undefined> {
    const material = this.#materials.get(id);
    return (
      material && {
        fingerprint: material.fingerprint,
        publicKeyFingerprint: fingerprintFor(`${id} key`),
        names: material.names,
        keyType: material.keyType,
        notAfter: material.notAfter,
        certificatePem: '-----BEGIN CERTIFICATE-----\n',
        chainPem: [],
        chainFingerprints: [],
      }
    );
  }

  async open(id: string) {
    const material = await this.readPublic(id);
    if (!material || this.locked) {
      throw new Error(`cannot open ${SECRET_KEY}`);
    }
    return { material, key: { pem: SECRET_KEY } };
  }

  async findByFingerprint(fingerprint: string) {
    return [...this.#materials.values()].find(
      material => material.fingerprint === fingerprint,
    );
  }

  async rotate() {
    return { rewrapped: 0 };
  }
}
