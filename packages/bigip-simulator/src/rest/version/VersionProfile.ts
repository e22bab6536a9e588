import type { TmosVersion } from '../../configuration';
import { compareVersions, isAtLeast } from '../../configuration/tmosVersion';

/** Releases that `ver=` may name, oldest first; each device knows those up to its own. */
const RELEASES = [
  ...['11.5.0', '11.5.1', '11.5.2', '11.5.3', '11.5.4', '11.5.5'],
  ...['11.6.0', '11.6.1', '11.6.2', '11.6.3'],
  ...['12.0.0', '12.1.0', '12.1.1', '12.1.2', '12.1.3', '12.1.3.1'],
  ...['13.0.0', '13.0.1', '13.1.0', '13.1.1'],
  ...['14.0.0', '14.1.0', '14.1.1', '14.1.2', '14.1.4', '14.1.5'],
  ...['15.0.0', '15.0.1', '15.1.0', '15.1.1', '15.1.2', '15.1.5', '15.1.10'],
  ...['16.0.0', '16.0.1', '16.1.0', '16.1.2', '16.1.3', '16.1.5'],
  ...['17.0.0', '17.1.0', '17.1.1', '17.1.2', '17.5.0', '17.5.1'],
];

/**
 * How one TMOS version answers. Everything that differs between versions is
 * asked here, so that the serialisers name the reason instead of a number.
 */
export class VersionProfile {
  static readonly #known = new Map<TmosVersion, VersionProfile>();

  /** @throws when it is not a version: digits separated by dots, 11.5 or newer. */
  static of(version: TmosVersion): VersionProfile {
    let profile = this.#known.get(version);
    if (!profile) {
      if (!/^\d{2}\.\d+(\.\d+)*$/.test(version) || !isAtLeast(version, '11.5'))
        throw new Error(
          `"${version}" is not a TMOS version this simulator knows: write it like 16.1.3.3, 11.5 or newer`,
        );
      profile = new VersionProfile(version);
      this.#known.set(version, profile);
    }
    return profile;
  }

  /** `?ver=` of links. Versions are written with three numbers at least. */
  readonly version: TmosVersion;

  /** Token authentication exists; before, Basic only. */
  readonly hasTokens: boolean;
  /** Only administrators may call at all. */
  readonly administratorsOnly: boolean;
  /** Errors of mcpd carry `apiError`. */
  readonly hasApiError: boolean;
  /** Unset attributes of profiles are written as `none`, not left out. */
  readonly writesNone: boolean;
  /** Collections without members have `items: []`, not a missing key. */
  readonly writesEmptyItems: boolean;
  /** Profiles of a virtual server say of which kind they are. */
  readonly hasNameReference: boolean;
  readonly hasCertificateFingerprint: boolean;
  /** `issuerCert`, validators. */
  readonly hasCertificateValidation: boolean;
  /** Client certificate constrained delegation. */
  readonly hasC3d: boolean;
  /** `usage` of key-chain entries, CA key chains, order managers. */
  readonly hasChainUsage: boolean;
  /** `tmOptions` is one string, not a list. */
  readonly optionsAreText: boolean;
  /** `sys/ready`. */
  readonly hasReadiness: boolean;
  /** `sys/crypto` names objects by full path, without a partition. */
  readonly cryptoNamesArePaths: boolean;
  /** TLS 1.3 and its attributes. */
  readonly hasTls13: boolean;
  /** Revocation lists as objects, early data, DTLS 1.2. */
  readonly hasModernTls: boolean;

  private constructor(version: TmosVersion) {
    const numbers = version.split('.');
    while (numbers.length < 3) numbers.push('0');
    this.version = numbers.join('.');
    this.hasTokens = this.atLeast('12.0');
    this.administratorsOnly = !this.atLeast('13.1');
    this.hasApiError = this.atLeast('12.0');
    this.writesNone = this.atLeast('13.0');
    this.writesEmptyItems = this.atLeast('14.0');
    this.hasNameReference = this.atLeast('12.0');
    this.hasCertificateFingerprint = this.atLeast('13.1');
    this.hasCertificateValidation = this.atLeast('13.0');
    this.hasC3d = this.atLeast('13.1');
    this.hasChainUsage = this.atLeast('14.0');
    this.optionsAreText = this.atLeast('14.0');
    this.hasReadiness = this.atLeast('14.1');
    this.cryptoNamesArePaths = this.atLeast('14.0');
    this.hasTls13 = this.atLeast('14.0');
    this.hasModernTls = this.atLeast('15.1');
  }

  atLeast(version: string): boolean {
    return isAtLeast(this.version, version);
  }

  /** Versions that `ver=` may name on this device. */
  supportedVersions(): TmosVersion[] {
    return [
      ...RELEASES.filter(release => compareVersions(release, this.version) < 0),
      this.version,
    ];
  }

  /** The profile that `ver=` asks for, or `undefined` when there is no such version. */
  pinned(version: TmosVersion): VersionProfile | undefined {
    return this.supportedVersions().includes(version)
      ? VersionProfile.of(version)
      : undefined;
  }
}
