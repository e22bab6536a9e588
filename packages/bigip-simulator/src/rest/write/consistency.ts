import type { DeviceConfiguration } from '../../configuration';
import { differences } from '../../configuration';
import type { VersionProfile } from '../version/VersionProfile';
import { clientSslRules } from './rules/clientSsl';
import { serverSslRules } from './rules/serverSsl';
import { sniRules } from './rules/sniDefault';

/** A configuration as a write would leave it, and what the write has touched. */
export interface Candidate {
  configuration: DeviceConfiguration;
  /** The configuration before the write. */
  original: DeviceConfiguration;
  version: VersionProfile;
  /** Full paths of certificates and keys that are new, other or gone. */
  files: ReadonlySet<string>;
  clientSsl: ReadonlySet<string>;
  serverSsl: ReadonlySet<string>;
  virtuals: ReadonlySet<string>;
}

/** A rule looks at a candidate and throws the error of the first violation. */
export type ConsistencyRule = (candidate: Candidate) => void;

/** In the order in which a device checks them. */
const RULES: readonly ConsistencyRule[] = [
  ...clientSslRules,
  ...serverSslRules,
  ...sniRules,
];

/**
 * What a device checks when a write or a whole transaction is complete: that
 * keys and certificates of touched profiles exist and match, and that virtual
 * servers know their default profile. What nobody touched is left alone.
 *
 * @throws McpdError
 */
export function checkConsistency(
  configuration: DeviceConfiguration,
  version: VersionProfile,
  original: DeviceConfiguration,
): void {
  const before = original.capture();
  const after = configuration.capture();
  const touched = (...tables: string[]) =>
    new Set(
      tables.flatMap(table =>
        differences(
          before.get(table) ?? new Map(),
          after.get(table) ?? new Map(),
        ).map(({ fullPath }) => fullPath),
      ),
    );
  const candidate: Candidate = {
    configuration,
    original,
    version,
    files: touched('certificateFiles', 'keyFiles'),
    clientSsl: touched('clientSslProfiles'),
    serverSsl: touched('serverSslProfiles'),
    virtuals: touched('virtualServers'),
  };
  RULES.forEach(rule => rule(candidate));
}
