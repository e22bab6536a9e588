import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { Row, sameValues, toFlag, toJson } from '../../database';
import {
  CertificateIdentity,
  certificateIdentity,
  metadataId,
} from '../identity';
import { InstallationRow } from '../rows';
import { ApplyContext } from '../types';
import { DeviceState } from './deviceState';
import { VersionPlan } from './planVersions';

/** What has to be written for the file objects of a device. @internal */
export interface InstallationPlan {
  inserts: Row[];
  /** Rows that stay what they are but for details. */
  updates: { id: number; values: Row }[];
  /** Rows whose object vanished or holds another version now. */
  closes: InstallationRow[];
  /** Full paths by what happened to them. */
  added: string[];
  changed: string[];
  removed: string[];
  /** Certificate by id, for all that are installed now. */
  identities: Map<string, CertificateIdentity>;
  /** Certificate id by full path, for all that are installed now. */
  certificateIds: Map<string, string>;
}

/** @internal */
export function planInstallations(
  snapshot: DeviceSnapshot,
  state: DeviceState,
  versions: VersionPlan,
  context: ApplyContext,
): InstallationPlan {
  const plan: InstallationPlan = {
    inserts: [],
    updates: [],
    closes: [],
    added: [],
    changed: [],
    removed: [],
    identities: new Map(),
    certificateIds: new Map(),
  };
  const gone = new Map(state.installations);

  for (const certificate of snapshot.certificates) {
    const path = certificate.fullPath;
    const versionId = versions.versionIds.get(path) ?? '';
    const version = versions.versions.get(versionId);
    const identity = certificateIdentity({
      names: version ? (JSON.parse(version.names) as string[]) : [],
      subject: version?.subject ?? null,
      versionId,
      factory: certificate.managedBy?.kind === 'factory',
      device: snapshot.device,
      environment: context.device.environment,
      identityScope: context.identityScope,
    });
    plan.identities.set(identity.id, identity);
    plan.certificateIds.set(path, identity.id);

    const values: Row = {
      device: snapshot.device,
      full_path: path,
      version_id: versionId,
      certificate_id: identity.id,
      metadata_id: metadataId(certificate),
      checksum: certificate.checksum,
      is_bundle: toFlag(certificate.isBundle),
      issuer_certificate: certificate.issuerCertificate,
      managed_by: toJson(certificate.managedBy),
      created_at: certificate.createdAt,
      updated_at: certificate.updatedAt,
    };
    const before = gone.get(path);
    gone.delete(path);
    const insert = { ...values, first_seen_at: context.now, removed_at: null };
    if (!before) {
      plan.inserts.push(insert);
      plan.added.push(path);
    } else if (
      before.version_id !== versionId &&
      versions.aliases.get(before.version_id) !== versionId
    ) {
      plan.closes.push(before);
      plan.inserts.push(insert);
      plan.changed.push(path);
    } else if (!sameValues(before, values)) {
      plan.updates.push({ id: Number(before.id), values });
      plan.changed.push(path);
    }
  }

  for (const before of gone.values()) {
    plan.closes.push(before);
    plan.removed.push(before.full_path);
  }
  return plan;
}
