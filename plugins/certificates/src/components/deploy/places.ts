import {
  BindingUsage,
  DeviceSummary,
  InstallationUsage,
  ManagedBy,
} from '@cmt/backstage-plugin-certificates-common';

/** An entry of an SSL profile that uses the certificate. */
export interface Place {
  /** Unique among all places. */
  id: string;
  unit: string;
  side: 'client' | 'server';
  profile: string;
  entry: string | null;
  /** The ancestor that it follows. */
  inheritedFrom: string | null;
  managedBy: ManagedBy['kind'] | null;
  virtualServers: string[];
}

/** The places on one device, or on one cluster that is changed as one. */
export interface PlaceUnit {
  unit: string;
  devices: string[];
  environment: string | null;
  places: Place[];
}

/** `vs_2` comes before `vs_10`. */
const { compare: byText } = new Intl.Collator('en', { numeric: true });

function placeOf(
  unit: string,
  installation: InstallationUsage,
  binding: BindingUsage,
): Place {
  const { side, profile, entry, inheritedFrom } = binding;
  return {
    id: JSON.stringify([unit, side, profile, entry]),
    unit,
    side,
    profile,
    entry,
    inheritedFrom,
    managedBy: installation.managedBy?.kind ?? null,
    virtualServers: binding.virtualServers
      .map(({ fullPath }) => fullPath)
      .sort(byText),
  };
}

/**
 * Where a certificate is used, by what is changed as one. Members of a cluster
 * hold the same, so that a place that several of them report is one place.
 */
export function placeUnits(
  installations: readonly InstallationUsage[],
  devices: readonly Pick<DeviceSummary, 'name' | 'highAvailability'>[],
): PlaceUnit[] {
  const clusterOf = new Map(
    devices.map(({ name, highAvailability }) => [
      name,
      highAvailability?.cluster,
    ]),
  );
  const units = new Map<string, PlaceUnit>();
  for (const installation of installations) {
    const { device, environment } = installation;
    const name = clusterOf.get(device) ?? device;
    const unit = units.get(name) ?? {
      unit: name,
      devices: [],
      environment,
      places: [],
    };
    units.set(name, unit);
    if (!unit.devices.includes(device)) {
      unit.devices.push(device);
    }
    for (const binding of installation.bindings) {
      const place = placeOf(name, installation, binding);
      const isKnown = unit.places.some(({ id }) => id === place.id);
      if (binding.role === 'certificate' && !isKnown) {
        unit.places.push(place);
      }
    }
  }
  return [...units.values()]
    .filter(({ places }) => places.length > 0)
    .map(unit => ({
      ...unit,
      devices: unit.devices.sort(byText),
      places: unit.places.sort(
        (a, b) =>
          byText(a.profile, b.profile) || byText(a.entry ?? '', b.entry ?? ''),
      ),
    }))
    .sort((a, b) => byText(a.unit, b.unit));
}

/** Names of everything that is changed as one, used or not. */
export function unitNames(
  devices: readonly Pick<DeviceSummary, 'name' | 'highAvailability'>[],
): string[] {
  return [
    ...new Set(
      devices.map(
        ({ name, highAvailability }) => highAvailability?.cluster ?? name,
      ),
    ),
  ].sort(byText);
}
