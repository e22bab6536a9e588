import type { DeviceConfiguration, User } from '../../configuration';
import type { VersionProfile } from '../version/VersionProfile';
import type { Links } from './Links';

export type Attributes = Record<string, unknown>;

/** What serialisers need to know about the answer they write. */
export interface AnswerContext {
  /** Who asks: some see less. */
  caller: User;
  configuration: DeviceConfiguration;
  /** The device's version, or the one that `ver=` asks for. */
  version: VersionProfile;
  links: Links;
}

/** Nested statistics by entry name; a nested record is one level deeper. */
export type StatsEntries = Record<string, unknown>;

/** How a kind of object is read and written; `T` is its form in the store. */
export interface ItemShape<T> {
  /** `fullPath` as the answer shows it; bare for kinds without partitions. */
  fullPath(object: T, context: AnswerContext): string;
  generation(object: T, context: AnswerContext): number;
  /** All attributes but identity and sub-collections, in a device's order. */
  attributes(object: T, context: AnswerContext): Attributes;
}

/** A collection below an object: `ltm/virtual/X/profiles`. */
export interface SubCollection<P, T = unknown> extends ItemShape<T> {
  /** Last part of its path, and of its kind. */
  name: string;
  /** Attribute of the parent that refers to it. */
  property: string;
  /** What a "was not found" calls a member. */
  label: string;
  list(parent: P, context: AnswerContext): readonly T[];
  /** Whether the version has it; it has unless this says no. */
  exists?(context: AnswerContext): boolean;
}

/** A collection of configuration objects: `ltm/virtual`. */
export interface Collection<T = unknown> extends ItemShape<T> {
  type: 'collection';
  /** Path below `/mgmt/tm`. */
  path: string;
  /** What a "was not found" calls a member: `Virtual Server`. */
  label: string;
  list(context: AnswerContext): readonly T[];
  /** By qualified path, or by bare name for kinds without partitions. */
  find(context: AnswerContext, fullPath: string): T | undefined;
  /** Members live in partitions, so a bare name means one in /Common. */
  partitioned: boolean;
  subCollections?: readonly SubCollection<T>[];
  /** Statistics of one object: entries, and the key that holds them. */
  stats?(
    object: T,
    context: AnswerContext,
  ): { key: string; entries: StatsEntries }[];
  exists?(context: AnswerContext): boolean;
}

/** One settings object: `sys/httpd`. */
export interface Singleton {
  type: 'singleton';
  path: string;
  attributes(context: AnswerContext): Attributes;
  exists?(context: AnswerContext): boolean;
}

/** Run-time information: `sys/version`. */
export interface Stats {
  type: 'stats';
  path: string;
  /** Everything after `kind` and `selfLink`. */
  body(context: AnswerContext): Attributes;
  exists?(context: AnswerContext): boolean;
}

export type Resource = Collection | Singleton | Stats;

/** Lets a collection of a known kind stand beside those of other kinds. */
export function collection<T>(
  definition: Omit<Collection<T>, 'type'>,
): Collection {
  return { type: 'collection', ...definition } as Collection<T> as Collection;
}

/** As {@link collection}, for a collection below objects of kind `P`. */
export function subCollection<P, T>(
  definition: SubCollection<P, T>,
): SubCollection<P> {
  return definition as SubCollection<P, T> as SubCollection<P>;
}
