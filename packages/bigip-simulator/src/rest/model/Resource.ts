import type { DeviceConfiguration, User } from '../../configuration';
import type { DeviceFiles } from '../../device/DeviceFiles';
import type { VersionProfile } from '../version/VersionProfile';
import type { Links } from './Links';

export type Attributes = Record<string, unknown>;

/** What serialisers need to know about the answer they write. */
export interface AnswerContext {
  /** Who asks: some see less. */
  caller: User;
  configuration: DeviceConfiguration;
  /** Uploads and other files that are no configuration. */
  files: DeviceFiles;
  /** The device's version, or the one that `ver=` asks for. */
  version: VersionProfile;
  links: Links;
}

/** What a write works with; it may fail and be thrown away as a whole. */
export interface WriteContext extends AnswerContext {
  /** A copy of the running configuration, changed by the write. */
  configuration: DeviceConfiguration;
  /** The running configuration as it was before the write or transaction. */
  original: DeviceConfiguration;
  /** Does something that is no configuration, once the write is in force. */
  afterwards(effect: () => void): void;
  /** What {@link CollectionWrites.prepare} has made. */
  prepared?: unknown;
}

/** The part of a {@link WriteContext} that belongs to one attempt. */
export type WriteScope = Pick<
  WriteContext,
  'configuration' | 'original' | 'afterwards'
>;

/** How the members of a collection are changed; what is missing is refused. */
export interface CollectionWrites<T> {
  /** Verbs that a POST may carry as `command`, such as `install`. */
  commands?: Record<string, (body: Attributes, context: WriteContext) => void>;
  /**
   * Looks at a body before anything is done, in a transaction when it is queued.
   *
   * @throws McpdError 400
   */
  check?(
    body: Attributes,
    method: 'POST' | 'PATCH' | 'PUT',
    context: AnswerContext,
  ): void;
  /**
   * Adds what the `options` of the query ask for to the body of a change.
   *
   * @throws McpdError
   */
  withOptions?(object: T, body: Attributes, options: string): Attributes;
  /** What takes time, done before the configuration is touched. */
  prepare?(body: Attributes, context: AnswerContext): Promise<unknown>;
  /** Path of the new object, where it is not simply the name in the body. */
  newPath?(fullPath: string, context: AnswerContext): string;
  create?(fullPath: string, body: Attributes, context: WriteContext): void;
  modify?(
    object: T,
    body: Attributes,
    context: WriteContext,
    method: 'PATCH' | 'PUT',
  ): void;
  remove?(object: T, context: WriteContext): void;
}

/** As {@link CollectionWrites}, for members of one object. */
export interface SubCollectionWrites<P, T> {
  create?(
    parent: P,
    fullPath: string,
    body: Attributes,
    context: WriteContext,
  ): void;
  modify?(parent: P, member: T, body: Attributes, context: WriteContext): void;
  remove?(parent: P, member: T, context: WriteContext): void;
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
  writes?: SubCollectionWrites<P, T>;
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
  writes?: CollectionWrites<T>;
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
