import { z } from 'zod';
import { ManagedBy } from '@cmt/backstage-plugin-certificates-common';
import { As3Partitions, managedBy } from '../../scan/managedBy';
import {
  CLIENT_PROFILE_ATTRIBUTES,
  RawProfile,
  SERVER_PROFILE_ATTRIBUTES,
  readClientProfile,
  readServerProfile,
} from '../../scan/profiles';
import { text } from '../../scan/values';

/** One entry of `certKeyChain` in full, so that it can be written back. */
export interface StoredEntry {
  name: string;
  /** It has a passphrase, which is not kept and can not be written back. */
  protected: boolean;
  /** Every attribute but links and the passphrase, as the device wrote them. */
  attributes: Record<string, unknown>;
}

/** A profile with what is needed to change one entry and keep the others. */
export interface EditableProfile extends RawProfile {
  /** Empty on server-side profiles. */
  stored: StoredEntry[];
  ownership: Parameters<typeof managedBy>[0];
}

const OWNERSHIP = ['appService', 'metadata'] as const;

/** Attributes to ask for. */
export const EDITABLE_CLIENT_ATTRIBUTES = [
  ...CLIENT_PROFILE_ATTRIBUTES,
  ...OWNERSHIP,
];
export const EDITABLE_SERVER_ATTRIBUTES = [
  ...SERVER_PROFILE_ATTRIBUTES,
  ...OWNERSHIP,
];

const ownershipSchema = z.object({
  appService: text,
  metadata: z
    .array(z.object({ name: z.string(), value: z.string().optional() }))
    .nullish()
    .transform(value => value ?? []),
});

const storedSchema = z.object({
  certKeyChain: z
    .array(z.looseObject({ name: z.string(), passphrase: text }))
    .nullish(),
});

/** Reads one item of `ltm/profile/client-ssl`. */
export function readEditableClientProfile(item: unknown): EditableProfile {
  const profile = readClientProfile(item);
  const { certKeyChain } = storedSchema.parse(item);
  return {
    ...profile,
    stored: (certKeyChain ?? []).map(({ passphrase, ...attributes }) => ({
      name: attributes.name,
      protected: passphrase !== null,
      attributes: writable(attributes),
    })),
    ownership: readOwnership(item, profile.fullPath),
  };
}

/** Reads one item of `ltm/profile/server-ssl`. */
export function readEditableServerProfile(item: unknown): EditableProfile {
  const profile = readServerProfile(item);
  return {
    ...profile,
    stored: [],
    ownership: readOwnership(item, profile.fullPath),
  };
}

/** Reads who manages any object that can have a mark of its owner. */
export function readOwnership(
  item: unknown,
  fullPath: string,
): Parameters<typeof managedBy>[0] {
  const { appService, metadata } = ownershipSchema.parse(item);
  return { fullPath, appService, metadata, systemPath: null, sourcePath: null };
}

/** Who manages a profile or virtual server and would undo a change by hand. */
export function ownerOf(
  { ownership }: { ownership: EditableProfile['ownership'] },
  as3Partitions: As3Partitions,
): ManagedBy | null {
  return managedBy(ownership, as3Partitions);
}

/** Links and kinds are the device's own; it does not take them back. */
function writable(
  attributes: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([key]) =>
        !/Reference$/.test(key) && key !== 'kind' && key !== 'selfLink',
    ),
  );
}
