import { z } from 'zod';
import {
  BindingValue,
  PlannedChange,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';
import { readCollection } from '../../client/collection';
import { IControlSession } from '../../client/session';
import { readCertificate } from '../../scan/certificates';
import { fullPathOf, identity, pathInUrl } from '../../scan/values';
import { FileState, readFile } from '../device/fileObjects';
import { EditableProfile } from '../reading/profiles';
import { readProfiles } from '../reading/readUnit';

/**
 * What an entry holds now.
 *
 * - `before`, `after`: as the plan says
 * - `foreign`: something else, so that somebody else has changed it
 */
export type Holding = 'before' | 'after' | 'foreign';

export interface Situation {
  change: PlannedChange;
  holding: Holding;
  /** The profile as it is; nothing where there is none. */
  profile?: EditableProfile;
  /** For people, what it holds instead. */
  found: string;
  /** Virtual servers that should have a new profile and have not, or the other way round. */
  unbound: string[];
  bound: string[];
}

/** Up to so many objects are read one by one. */
const FEW = 8;

/**
 * Reads what the entries of a plan hold on one device, in a few calls however
 * many profiles there are.
 *
 * @throws CallError
 */
export async function readSituations(
  session: IControlSession,
  plan: TargetPlan,
  options: { pageSize: number },
): Promise<Situation[]> {
  const { pageSize } = options;
  const [profiles, files] = await Promise.all([
    readProfiles(session, {
      pageSize,
      sides: new Set(plan.changes.map(({ side }) => side)),
    }),
    readContentFiles(session, plan, pageSize),
  ]);
  const byKey = new Map(profiles.map(p => [`${p.side}:${p.fullPath}`, p]));
  return Promise.all(
    plan.changes.map(async (change): Promise<Situation> => {
      const profile = byKey.get(`${change.side}:${change.profile}`);
      switch (change.strategy) {
        case 'create-profile':
          return createdSituation(session, change, profile);
        case 'replace-content':
          return contentSituation(change, profile, files);
        case 'switch':
        default:
          return switchSituation(change, profile);
      }
    }),
  );
}

function switchSituation(
  change: PlannedChange,
  profile: EditableProfile | undefined,
): Situation {
  const value = valueOf(change, profile);
  return {
    change,
    profile,
    holding: holdingOf(value, change),
    found: describe(change, profile, value),
    unbound: [],
    bound: [],
  };
}

function holdingOf(
  value: Omit<BindingValue, 'fingerprint'> | undefined,
  { before, after }: PlannedChange,
): Holding {
  if (value && isSame(value, after)) {
    return 'after';
  }
  return value && before && isSame(value, before) ? 'before' : 'foreign';
}

function contentSituation(
  change: PlannedChange,
  profile: EditableProfile | undefined,
  files: ReadonlyMap<string, FileState>,
): Situation {
  const value = valueOf(change, profile);
  const file = files.get(change.after.certificate);
  const refers = value !== undefined && isSame(value, change.after);
  const fingerprint = file?.fingerprint ?? null;
  let holding: Holding = 'foreign';
  if (refers && file) {
    if (fingerprint === change.after.fingerprint) {
      holding = 'after';
    } else if (
      // Old versions do not tell: whoever has approved the plan knew that.
      fingerprint === null ||
      change.before?.fingerprint === fingerprint ||
      change.before?.fingerprint === null
    ) {
      holding = 'before';
    }
  }
  return {
    change,
    profile,
    holding,
    found: refers
      ? `${change.after.certificate} holds ${
          fingerprint ? `the certificate ${fingerprint}` : 'something else'
        }`
      : describe(change, profile, value),
    unbound: [],
    bound: [],
  };
}

/** A new profile counts when it is there and on each of its virtual servers. */
async function createdSituation(
  session: IControlSession,
  change: PlannedChange,
  profile: EditableProfile | undefined,
): Promise<Situation> {
  const value = valueOf(change, profile);
  const bound: string[] = [];
  const unbound: string[] = [];
  for (const virtual of change.virtualServers) {
    const there = await hasProfile(session, virtual, change.profile);
    (there ? bound : unbound).push(virtual);
  }
  const isOurs = value !== undefined && isSame(value, change.after);
  let holding: Holding = 'before';
  if (profile && !isOurs) {
    holding = 'foreign';
  } else if (profile && unbound.length === 0) {
    holding = 'after';
  }
  return {
    change,
    profile,
    holding,
    found: describe(change, profile, value),
    unbound,
    bound,
  };
}

async function hasProfile(
  session: IControlSession,
  virtual: string,
  profile: string,
): Promise<boolean> {
  const { items } = await readCollection(session, {
    path: `ltm/virtual/${pathInUrl(virtual)}/profiles`,
    pageSize: 200,
    read: readFullPath,
    key: name => name,
  });
  return items.includes(profile);
}

const identitySchema = z.object(identity);

function readFullPath(item: unknown): string {
  return fullPathOf(identitySchema.parse(item));
}

/** What the entry of the change refers to, unless the profile inherits it. */
function valueOf(
  { entry, side }: PlannedChange,
  profile: EditableProfile | undefined,
): Omit<BindingValue, 'fingerprint'> | undefined {
  if (!profile || profile.inheritsEntries === true) {
    return undefined;
  }
  return profile.entries.find(
    candidate => side === 'server' || candidate.name === entry,
  );
}

export function isSame(
  a: Omit<BindingValue, 'fingerprint'>,
  b: Omit<BindingValue, 'fingerprint'>,
): boolean {
  return (
    a.certificate === b.certificate && a.key === b.key && a.chain === b.chain
  );
}

function describe(
  { profile: path, entry }: PlannedChange,
  profile: EditableProfile | undefined,
  value: Omit<BindingValue, 'fingerprint'> | undefined,
): string {
  if (!profile) {
    return `${path} does not exist`;
  }
  return value
    ? `${path} refers to ${value.certificate}, ${value.key ?? 'no key'} and ${
        value.chain ?? 'no chain'
      }`
    : `${path} has no ${entry ? `entry ${entry}` : 'certificate'} of its own`;
}

async function readContentFiles(
  session: IControlSession,
  plan: TargetPlan,
  pageSize: number,
): Promise<Map<string, FileState>> {
  const paths = [
    ...new Set(
      plan.changes
        .filter(({ strategy }) => strategy === 'replace-content')
        .map(({ after }) => after.certificate),
    ),
  ];
  if (paths.length > FEW) {
    const { items } = await readCollection(session, {
      path: 'sys/file/ssl-cert',
      pageSize,
      read: readCertificate,
      key: item => item.fullPath,
    });
    return new Map(items.map(item => [item.fullPath, item]));
  }
  const states = await Promise.all(
    paths.map(path => readFile(session, 'certificate', path)),
  );
  return new Map(
    paths.flatMap((path, index) =>
      states[index] ? [[path, states[index]] as const] : [],
    ),
  );
}
