import { fromFlag, fromJson, toNumber } from '../../database';
import {
  BindingFacts,
  CertificateFactsForRules,
  ServedFacts,
  VersionFacts,
} from '../findings';
import { InstallationRow, ServedRow } from '../rows';
import {
  chainKey,
  RollupInputs,
  serverKey,
  UsedBinding,
  VersionHistory,
} from './collect';

/**
 * Brings what was read about one certificate into the form that the rules look
 * at.
 *
 * @internal
 */
export function ruleFacts(
  inputs: RollupInputs,
  certificate: {
    category: CertificateFactsForRules['category'];
    usage: CertificateFactsForRules['usage'];
    versions: VersionHistory[];
    installations: InstallationRow[];
    bindings: UsedBinding[];
  },
): CertificateFactsForRules {
  const { category, usage, installations, bindings } = certificate;
  return {
    category,
    usage,
    versions: certificate.versions
      .filter(({ installationCount }) => installationCount > 0)
      .map(({ version }) =>
        versionFacts(
          inputs,
          version,
          installations.filter(i => i.version_id === version.id),
        ),
      ),
    bindings: bindingFacts(inputs, bindings),
  };
}

function versionFacts(
  inputs: RollupInputs,
  version: VersionHistory['version'],
  installations: InstallationRow[],
): VersionFacts {
  const places = inputs.servedAs.get(version.id) ?? [];
  const links = new Map<string, { subject: string; notAfter: number }>();
  for (const chain of new Set(places.map(place => place.chain))) {
    for (const fingerprint of fromJson<string[]>(chain).slice(1)) {
      const link = inputs.links.get(fingerprint);
      if (link) {
        links.set(fingerprint, link);
      }
    }
  }
  return {
    id: version.id,
    factsSource: version.facts_source,
    names: fromJson<string[]>(version.names),
    notBefore: toNumber(version.not_before),
    notAfter: toNumber(version.not_after),
    keyType: version.key_type,
    keySize: version.key_size,
    signatureAlgorithm: version.signature_algorithm,
    selfSigned: fromFlag(version.self_signed),
    chain: [...links.values()],
    publicRoot: places.some(place => place.public_root === 1),
    installations: installations.map(row => ({
      device: row.device,
      unit: inputs.devices.get(row.device)?.unit ?? row.device,
      fullPath: row.full_path,
    })),
  };
}

/** One entry per binding, with the virtual servers of its rows together. */
function bindingFacts(
  inputs: RollupInputs,
  rows: readonly UsedBinding[],
): BindingFacts[] {
  const bindings = new Map<string, BindingFacts>();
  for (const row of rows) {
    if (row.role !== 'certificate') {
      continue;
    }
    const key = JSON.stringify([chainKey(row), row.certificate_path]);
    let binding = bindings.get(key);
    if (!binding) {
      binding = {
        versionId: row.version_id,
        device: row.device,
        unit: inputs.devices.get(row.device)?.unit ?? row.device,
        fullPath: row.certificate_path,
        side: row.side,
        profile: row.profile,
        serverName: row.server_name,
        chain: inputs.chains.get(chainKey(row)) ?? null,
        virtualServers: [],
      };
      bindings.set(key, binding);
    }
    if (row.virtual_server !== null) {
      const observed =
        inputs.servedAt.get(serverKey(row.device, row.virtual_server)) ?? [];
      binding.virtualServers.push({
        fullPath: row.virtual_server,
        served:
          row.side === 'client'
            ? observed.flatMap(served => judgeObservation(served, row) ?? [])
            : [],
      });
    }
  }
  return [...bindings.values()];
}

/**
 * What an observation says about one binding: nothing where another profile
 * answers for the server name, or where the profile rightly chose another of its
 * certificates (RSA beside ECDSA).
 *
 * @internal
 */
export function judgeObservation(
  served: Pick<
    ServedRow,
    'profiles' | 'fingerprint' | 'matched' | 'server_name' | 'chain_status'
  >,
  binding: { profile: string; version_id: string },
): ServedFacts | undefined {
  if (
    served.fingerprint === null ||
    !fromJson<string[]>(served.profiles).includes(binding.profile)
  ) {
    return undefined;
  }
  const isMatch = served.fingerprint === binding.version_id;
  if (!isMatch && served.matched === 1) {
    return undefined;
  }
  return {
    serverName: served.server_name || null,
    result: isMatch ? 'match' : 'mismatch',
    fingerprint: served.fingerprint,
    chainStatus: served.chain_status,
  };
}
