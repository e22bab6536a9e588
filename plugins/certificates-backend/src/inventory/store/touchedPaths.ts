import { Row, RowDiff } from '../../database';
import { DeviceState } from './deviceState';
import { ConfigurationTable } from './snapshotRows';

/**
 * Full paths of the file objects whose use, or what is served of them, differs
 * between what is stored and what is wanted.
 *
 * @param replaced - paths whose content is new, other or gone: leaves that use
 *   one of these as their chain are affected too
 * @internal
 */
export function touchedPaths(options: {
  state: DeviceState;
  wanted: Record<ConfigurationTable, Row[]>;
  diffs: Record<ConfigurationTable, RowDiff>;
  served: RowDiff;
  replaced: Iterable<string>;
}): Set<string> {
  const { state, wanted, diffs, served } = options;
  const paths = new Set<string>();
  const profiles = new Set<string>();
  /** Profiles of which only the leaves are affected. */
  const leaves = new Set<string>();
  const profile = (side: unknown, path: unknown) => `${side}:${path}`;

  for (const row of changedRows(diffs.bindings)) {
    paths.add(String(row.certificate_path));
    profiles.add(profile(row.side, row.profile));
  }
  for (const row of changedRows(diffs.references)) {
    paths.add(String(row.certificate_path));
  }
  for (const row of changedRows(diffs.profiles)) {
    profiles.add(profile(row.side, row.full_path));
  }
  for (const row of changedRows(diffs.virtualServerProfiles)) {
    profiles.add(profile(row.side, row.profile));
  }

  const servers = new Set(
    changedRows(served).map(row => String(row.virtual_server)),
  );
  for (const row of servers.size > 0 ? wanted.virtualServerProfiles : []) {
    if (servers.has(String(row.virtual_server))) {
      leaves.add(profile(row.side, row.profile));
    }
  }

  const bindings = [...state.configuration.bindings, ...wanted.bindings];
  const replaced = new Set(options.replaced);
  for (const row of replaced.size > 0 ? bindings : []) {
    if (row.role === 'chain' && replaced.has(String(row.certificate_path))) {
      leaves.add(profile(row.side, row.profile));
    }
  }
  for (const row of profiles.size + leaves.size > 0 ? bindings : []) {
    const key = profile(row.side, row.profile);
    if (profiles.has(key) || (row.role === 'certificate' && leaves.has(key))) {
      paths.add(String(row.certificate_path));
    }
  }
  return paths;
}

function changedRows(diff: RowDiff): Row[] {
  return [...diff.upserts, ...diff.deletes];
}
