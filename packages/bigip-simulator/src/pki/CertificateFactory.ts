import { createHash, createPublicKey } from 'node:crypto';
import {
  encodeUnsigned,
  IssuerParts,
  signCertificate,
} from './encodeCertificate';
import { KeyRing } from './KeyRing';
import { MaterialCache } from './MaterialCache';
import { toPem } from './pem';
import { CertificateSpec, IssuedCertificate } from './types';

/**
 * Issues certificates. The same seed, cache and specification always give the
 * same bytes: RSA signatures (PKCS#1 v1.5) are computed again, keys and ECDSA
 * signatures, which hold random numbers, come from the cache.
 *
 * @public
 */
export class CertificateFactory {
  readonly #cache: MaterialCache;
  readonly #keys: KeyRing;
  readonly #issued = new Map<string, Promise<IssuedCertificate>>();

  constructor(options: { seed: number; cache: MaterialCache }) {
    this.#cache = options.cache;
    this.#keys = new KeyRing(options.cache, `keys/${options.seed}`);
  }

  /**
   * Issues a certificate, or returns the one that was issued under this `id`.
   *
   * @param issuer - the certificate that signs it; absent for a self-signed one
   */
  issue(
    spec: CertificateSpec,
    issuer?: IssuedCertificate,
  ): Promise<IssuedCertificate> {
    let issued = this.#issued.get(spec.id);
    if (!issued) {
      issued = this.#issue(spec, issuer);
      this.#issued.set(spec.id, issued);
    }
    return issued;
  }

  /**
   * The key of a certificate as an encrypted PKCS#8 PEM. Its salt is random, so
   * the cache keeps it: all devices hold the same file.
   */
  async protectKey(
    { id, privateKey }: IssuedCertificate,
    passphrase: string,
  ): Promise<string> {
    const digest = createHash('sha256')
      .update(
        createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
      )
      .update(passphrase)
      .digest('hex');
    const label = `protected-keys/${id}-${digest.slice(0, 16)}.pem`;
    const pem =
      (await this.#cache.get(label)) ??
      (await this.#cache.putIfAbsent(
        label,
        Buffer.from(
          privateKey
            .export({
              type: 'pkcs8',
              format: 'pem',
              cipher: 'aes-256-cbc',
              passphrase,
            })
            .toString(),
        ),
      ));
    return pem.toString('ascii');
  }

  async #issue(
    spec: CertificateSpec,
    issuer?: IssuedCertificate,
  ): Promise<IssuedCertificate> {
    const own = await this.#keys.get(spec.keyName ?? spec.id, spec.keyKind);
    const signer: IssuerParts = issuer
      ? {
          subject: issuer.spec.subject,
          privateKey: issuer.privateKey,
          spki: (
            await this.#keys.get(
              issuer.spec.keyName ?? issuer.id,
              issuer.spec.keyKind,
            )
          ).spki,
        }
      : { subject: spec.subject, ...own };
    const der = await this.#sign(spec, own.spki, signer);
    return {
      id: spec.id,
      spec,
      der,
      pem: toPem(der),
      fingerprint: createHash('sha256').update(der).digest('hex'),
      keyPem: own.pem,
      privateKey: own.privateKey,
    };
  }

  async #sign(
    spec: CertificateSpec,
    spki: Buffer,
    signer: IssuerParts,
  ): Promise<Buffer> {
    const unsigned = encodeUnsigned(spec, spki, signer);
    if (unsigned.deterministic) {
      return signCertificate(unsigned, spec.digest, signer.privateKey);
    }
    const digest = createHash('sha256').update(unsigned.tbs).digest('hex');
    const label = `certificates/${digest}.der`;
    return (
      (await this.#cache.get(label)) ??
      (await this.#cache.putIfAbsent(
        label,
        signCertificate(unsigned, spec.digest, signer.privateKey),
      ))
    );
  }
}
