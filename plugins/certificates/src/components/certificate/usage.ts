import {
  BindingUsage,
  InstallationUsage,
  ServedStatus,
  VirtualServerUsage,
} from '@cmt/backstage-plugin-certificates-common';

/** Everything that is installed on one device. */
export interface DeviceUsage {
  device: string;
  site: string | null;
  environment: string | null;
  installations: InstallationUsage[];
}

/** `vs_2` comes before `vs_10`. */
const { compare: byText } = new Intl.Collator('en', { numeric: true });

/** Installations by device; what vanished comes after what is there. */
export function groupByDevice(
  installations: readonly InstallationUsage[],
): DeviceUsage[] {
  const byDevice = new Map<string, DeviceUsage>();
  for (const installation of installations) {
    const { device, site, environment } = installation;
    const group = byDevice.get(device) ?? {
      device,
      site,
      environment,
      installations: [],
    };
    group.installations.push(installation);
    byDevice.set(device, group);
  }
  const groups = [...byDevice.values()].sort((a, b) =>
    byText(a.device, b.device),
  );
  for (const group of groups) {
    group.installations.sort(
      (a, b) =>
        Number(Boolean(a.removedAt)) - Number(Boolean(b.removedAt)) ||
        byText(a.fullPath, b.fullPath),
    );
  }
  return groups;
}

/** Results that somebody has to look at. */
const ALARMING: readonly ServedStatus['result'][] = ['mismatch', 'unreachable'];

function rank(virtualServer: VirtualServerUsage): number {
  const results = virtualServer.served.map(s => s.result);
  const worst = ALARMING.findIndex(result => results.includes(result));
  return worst < 0 ? ALARMING.length : worst;
}

/** The virtual servers of a binding, those with trouble first. */
export function sortedVirtualServers(
  binding: BindingUsage,
): VirtualServerUsage[] {
  return [...binding.virtualServers].sort(
    (a, b) => rank(a) - rank(b) || byText(a.fullPath, b.fullPath),
  );
}

/** `198.51.100.7:443`, `[2001:db8::7]:443`; `null` when it has no address. */
export function addressText(virtualServer: VirtualServerUsage): string | null {
  const { address, port } = virtualServer;
  if (!address) {
    return null;
  }
  const host = address.includes(':') ? `[${address}]` : address;
  return port === null ? host : `${host}:${port}`;
}
