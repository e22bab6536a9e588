import {
  BindingValue,
  PlanRefusal,
  PlannedObject,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificateMaterial } from '@cmt/backstage-plugin-certificates-node';
import { chainContent, checksumOf } from '../content';
import { Candidate } from './candidates';
import { Lookup, folderOf } from './lookup';
import { objectNames } from './naming';
import { ownedElsewhere } from './ownership';
import { Decided } from './strategy';

/** Digits of names when the usual ones belong to something else. */
const ALL_DIGITS = 64;

/**
 * Collects the file objects that a plan needs, and says what each entry refers
 * to afterwards.
 */
export class ObjectPlanner {
  readonly #lookup: Lookup;
  readonly #baseName: string;
  readonly #material: CertificateMaterial;
  readonly #objects = new Map<string, PlannedObject>();

  constructor(lookup: Lookup, baseName: string, material: CertificateMaterial) {
    this.#lookup = lookup;
    this.#baseName = baseName;
    this.#material = material;
  }

  /** Sorted by path. */
  objects(): PlannedObject[] {
    return [...this.#objects.values()].sort((a, b) =>
      a.fullPath < b.fullPath ? -1 : 1,
    );
  }

  /** New objects beside the one that is replaced. */
  switched(candidate: Candidate): BindingValue {
    const { certificate, profile } = candidate;
    const file = this.#lookup.certificates.get(certificate);
    const foreign = ownedElsewhere(certificate, file?.managedBy ?? null);
    return this.create(folderOf(foreign ? profile.fullPath : certificate));
  }

  /** New objects in a folder; those that are there already are used again. */
  create(folder: string): BindingValue {
    const material = this.#material;
    const usual = objectNames(folder, this.#baseName, material);
    const names = this.#isTaken(usual)
      ? objectNames(folder, this.#baseName, material, ALL_DIGITS)
      : usual;
    this.#add({
      kind: 'certificate',
      fullPath: names.certificate,
      action: this.#lookup.certificates.has(names.certificate)
        ? 'reuse'
        : 'create',
      fingerprint: material.fingerprint,
    });
    this.#add({
      kind: 'key',
      fullPath: names.key,
      action: this.#lookup.keys.has(names.key) ? 'reuse' : 'create',
      fingerprint: material.publicKeyFingerprint,
    });
    if (names.chain) {
      this.#add({
        kind: 'chain',
        fullPath: names.chain,
        action: this.#lookup.certificates.has(names.chain) ? 'reuse' : 'create',
        fingerprint: material.chainFingerprints[0],
      });
    }
    return { ...names, fingerprint: material.fingerprint };
  }

  /** The same objects with new content. */
  replaced(candidate: Decided): BindingValue {
    const { certificate, key, chain } = candidate;
    const { fingerprint, publicKeyFingerprint, chainFingerprints } =
      this.#material;
    this.#add({
      kind: 'certificate',
      fullPath: certificate,
      action: 'replace',
      fingerprint,
    });
    this.#add({
      kind: 'key',
      fullPath: key!,
      action: 'replace',
      fingerprint: publicKeyFingerprint,
    });
    if (chain && chainFingerprints.length > 0) {
      this.#add({
        kind: 'chain',
        fullPath: chain,
        action: this.#holdsChain(chain) ? 'reuse' : 'replace',
        fingerprint: chainFingerprints[0],
      });
    }
    return { certificate, key, chain, fingerprint };
  }

  /** Why the chain object of an entry cannot get new content. */
  chainRefusal(
    candidate: Decided,
    decided: readonly Decided[],
  ): PlanRefusal | undefined {
    const { chain, profile, entry } = candidate;
    if (
      !chain ||
      this.#material.chainPem.length === 0 ||
      this.#holdsChain(chain)
    ) {
      return undefined;
    }
    const refuse = (reason: string): PlanRefusal => ({
      profile: profile.fullPath,
      entry,
      code: 'other',
      reason,
    });
    const file = this.#lookup.certificates.get(chain);
    const owned = ownedElsewhere(chain, file?.managedBy ?? null);
    if (owned) {
      return refuse(owned.reason);
    }
    const included = new Set(
      decided
        .filter(({ strategy }) => strategy === 'replace-content')
        .map(({ id }) => id),
    );
    const other =
      this.#lookup.bindings.find(
        binding =>
          (binding.chain === chain || binding.certificate === chain) &&
          !included.has(
            `${binding.profile.side}:${binding.profile.fullPath}:${
              binding.entry ?? ''
            }`,
          ),
      )?.profile.fullPath ??
      this.#lookup.reading.profiles.find(({ trusts }) =>
        trusts.some(({ fullPath }) => fullPath === chain),
      )?.fullPath;
    return other
      ? refuse(
          `The new version has another chain, but the chain object ${chain} also serves ${other}. Give the profile a chain object of its own.`,
        )
      : undefined;
  }

  #holdsChain(fullPath: string): boolean {
    const file = this.#lookup.certificates.get(fullPath);
    const { chainFingerprints } = this.#material;
    return (
      file !== undefined &&
      (file.checksum === checksumOf(chainContent(this.#material)) ||
        (chainFingerprints.length === 1 &&
          !file.isBundle &&
          file.fingerprint === chainFingerprints[0]))
    );
  }

  /** Something else has a name that a new object should get. */
  #isTaken(names: ReturnType<typeof objectNames>): boolean {
    const file = this.#lookup.certificates.get(names.certificate);
    return (
      (file !== undefined &&
        file.fingerprint !== null &&
        file.fingerprint !== this.#material.fingerprint) ||
      (names.chain !== null &&
        this.#lookup.certificates.has(names.chain) &&
        !this.#holdsChain(names.chain))
    );
  }

  #add(object: PlannedObject) {
    const known = this.#objects.get(object.fullPath);
    if (known?.action !== 'replace') {
      this.#objects.set(object.fullPath, object);
    }
  }
}
