import {
  ImportMaterialRequest,
  ImportMaterialResult,
  Material,
} from '@cmt/backstage-plugin-certificates-common';
import {
  CertificateMaterial,
  PrivateKeyMaterial,
} from '@cmt/backstage-plugin-certificates-node';

/** What can be deployed: certificate and chain with the key, once opened. */
export interface OpenedMaterial {
  material: CertificateMaterial;
  key: PrivateKeyMaterial;
}

/** Keeps certificates with their private keys until they are deployed. */
export interface MaterialStore {
  /**
   * Looks at what somebody brings, compares it with the certificate that it is to
   * replace, and keeps it when nothing is wrong. Bringing the same again gives
   * what is there.
   */
  import(
    request: ImportMaterialRequest,
    by: string,
  ): Promise<ImportMaterialResult>;
  /** Newest first. */
  list(certificateId: string): Promise<Material[]>;
  get(id: string): Promise<Material | undefined>;
  /** Certificate and chain, for what needs no key; works without the key-encryption key. */
  readPublic(id: string): Promise<CertificateMaterial | undefined>;
  /**
   * The key in the clear, for a moment.
   *
   * @throws CustodyError when there is no key or it cannot be opened
   */
  open(id: string): Promise<OpenedMaterial>;
  /** The newest with a key and this leaf. */
  findByFingerprint(fingerprint: string): Promise<Material | undefined>;
  /** Seals keys that an older key-encryption key holds under the current one. */
  rotate(): Promise<{ rewrapped: number }>;
}
