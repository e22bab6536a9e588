import {
  SnapshotCertificate,
  SnapshotProfile,
} from '@cmt/backstage-plugin-certificates-node';
import { KeyFile, PlannableProfile, UnitReading } from '../reading/readUnit';

export type Side = 'client' | 'server';

/** One entry that refers to a certificate, at the profile that owns the value. */
export interface Binding {
  profile: PlannableProfile;
  /** Name of the `certKeyChain` entry; `null` on server-side profiles. */
  entry: string | null;
  certificate: string;
  key: string | null;
  chain: string | null;
}

/** A reading by full path, for the questions that planning asks again and again. */
export class Lookup {
  readonly reading: UnitReading;
  readonly certificates: ReadonlyMap<string, SnapshotCertificate>;
  readonly keys: ReadonlyMap<string, KeyFile>;
  readonly #profiles: ReadonlyMap<string, PlannableProfile>;
  readonly #resolved: ReadonlyMap<string, SnapshotProfile>;
  /** Every entry once, at its owner. */
  readonly bindings: readonly Binding[];

  constructor(reading: UnitReading) {
    const bySide = <T extends { side: Side; fullPath: string }>(list: T[]) =>
      new Map(list.map(item => [`${item.side}:${item.fullPath}`, item]));
    this.reading = reading;
    this.certificates = new Map(
      reading.certificates.map(file => [file.fullPath, file]),
    );
    this.keys = new Map(reading.keys.map(file => [file.fullPath, file]));
    this.#profiles = bySide(reading.profiles);
    this.#resolved = bySide(reading.resolved);
    this.bindings = reading.resolved.flatMap(({ side, fullPath, entries }) =>
      entries
        .filter(entry => entry.inheritedFrom === null)
        .map(({ name, certificate, key, chain }) => ({
          profile: this.profile(side, fullPath)!,
          entry: name,
          certificate,
          key,
          chain,
        })),
    );
  }

  profile(side: Side, fullPath: string): PlannableProfile | undefined {
    return this.#profiles.get(`${side}:${fullPath}`);
  }

  /** The profile with every value and the ancestor that it comes from. */
  resolved(side: Side, fullPath: string): SnapshotProfile | undefined {
    return this.#resolved.get(`${side}:${fullPath}`);
  }

  /** Profiles that show the entries of this one as their own, sorted. */
  heirsOf({ side, fullPath }: PlannableProfile): string[] {
    return this.reading.resolved
      .filter(
        profile =>
          profile.side === side &&
          profile.entries.some(entry => entry.inheritedFrom === fullPath),
      )
      .map(profile => profile.fullPath)
      .sort();
  }

  /** Virtual servers that use one of these profiles, sorted. */
  virtualServersOf(side: Side, profiles: readonly string[]): string[] {
    return this.reading.virtualServers
      .filter(virtual =>
        (side === 'client'
          ? virtual.clientProfiles
          : virtual.serverProfiles
        ).some(path => profiles.includes(path)),
      )
      .map(virtual => virtual.fullPath)
      .sort();
  }
}

/** Stable and unique within a plan. */
export function bindingId(
  side: Side,
  profile: string,
  entry: string | null,
): string {
  return `${side}:${profile}:${entry ?? ''}`;
}

/** `/Common/app/x.crt` is in `/Common/app`. */
export function folderOf(fullPath: string): string {
  return fullPath.slice(0, fullPath.lastIndexOf('/'));
}
