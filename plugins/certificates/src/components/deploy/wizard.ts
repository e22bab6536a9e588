import {
  BindingStrategy,
  CertificateDetail,
  CreateDeploymentRequest,
  Material,
  MaterialFacts,
  nameCovers,
  NewBinding,
} from '@cmt/backstage-plugin-certificates-common';
import { Place, PlaceUnit } from './places';

/** The steps of the wizard, in order. */
export const WIZARD_STEPS = ['material', 'targets', 'plan', 'confirm'] as const;

export type WizardStep = (typeof WIZARD_STEPS)[number];

/** A PKCS#12 file as it was read in the browser. */
export interface BroughtFile {
  name: string;
  /** Bytes. */
  size: number;
  base64: string;
}

/** Where a version comes from: held here with its key, or brought now. */
export const MATERIAL_SOURCES = ['held', 'pem', 'pkcs12'] as const;

export type MaterialSource = (typeof MATERIAL_SOURCES)[number];

/** What was entered in the first step. Passwords are not part of it. */
export interface MaterialInput {
  /** `null` until somebody chooses; see {@link sourceOf}. */
  source: MaterialSource | null;
  held: Material | null;
  pem: string;
  pkcs12: BroughtFile | null;
  acceptsNamesLost: boolean;
}

/** A new place as it is being entered. */
export type NewPlaceInput = Required<Omit<NewBinding, 'unit'>> & {
  unit: string | null;
};

/** What was entered in the second step. */
export interface TargetsInput {
  scope: 'everywhere' | 'chosen';
  /** Ids of places. */
  chosen: string[];
  environment: string | null;
  newPlaces: NewPlaceInput[];
  canary: number;
  waves: number;
  between: 'continue' | 'pause';
  strategy: 'auto' | Exclude<BindingStrategy, 'create-profile'>;
  reason: string;
  dryRun: boolean;
}

export const START_MATERIAL: MaterialInput = {
  source: null,
  held: null,
  pem: '',
  pkcs12: null,
  acceptsNamesLost: false,
};

export const START_TARGETS: TargetsInput = {
  scope: 'everywhere',
  chosen: [],
  environment: null,
  newPlaces: [],
  canary: 1,
  waves: 1,
  between: 'continue',
  strategy: 'auto',
  reason: '',
  dryRun: false,
};

/**
 * The source that was chosen, else the one that is of use: PEM where nothing is
 * held that could be deployed, what is held otherwise.
 *
 * @param held - absent where it is not known
 */
export function sourceOf(
  input: Pick<MaterialInput, 'source'>,
  held: readonly Pick<Material, 'hasKey'>[] | undefined,
): MaterialSource {
  if (input.source) {
    return input.source;
  }
  return held && !held.some(({ hasKey }) => hasKey) ? 'pem' : 'held';
}

/** Names of the certificate that the new version does not carry. */
export function lostNames(
  certificate: Pick<CertificateDetail, 'names'>,
  material: Pick<MaterialFacts, 'names'>,
): string[] {
  return certificate.names.filter(
    name => !material.names.some(covering => nameCovers(covering, name)),
  );
}

/** The units of the chosen environment, all of them when none is chosen. */
export function unitsInEnvironment(
  units: readonly PlaceUnit[],
  environment: string | null,
): PlaceUnit[] {
  return units.filter(
    unit => environment === null || unit.environment === environment,
  );
}

function isChosen(place: Place, input: TargetsInput): boolean {
  // What inherits its value follows its parent and cannot be chosen itself.
  return (
    !place.inheritedFrom &&
    (input.scope === 'everywhere' || input.chosen.includes(place.id))
  );
}

/** The places that a deployment would touch, and the units they are on. */
export function chosenPlaces(
  units: readonly PlaceUnit[],
  input: TargetsInput,
): { places: Place[]; unitNames: string[] } {
  const places = unitsInEnvironment(units, input.environment)
    .flatMap(unit => unit.places)
    .filter(place => isChosen(place, input));
  const unitNames = new Set([
    ...places.map(place => place.unit),
    ...input.newPlaces.flatMap(place => place.unit ?? []),
  ]);
  return { places, unitNames: [...unitNames] };
}

/** Whether a new place names everything that it needs. */
export function isCompletePlace(place: NewPlaceInput): boolean {
  return (
    place.unit !== null &&
    place.virtualServer.startsWith('/') &&
    place.profile.startsWith('/') &&
    (!place.parent || place.parent.startsWith('/'))
  );
}

function newBindingOf(place: NewPlaceInput): NewBinding {
  const { unit, virtualServer, profile, parent, serverName } = place;
  return {
    unit: unit ?? '',
    virtualServer: virtualServer.trim(),
    profile: profile.trim(),
    ...(parent.trim() && { parent: parent.trim() }),
    ...(serverName.trim() && { serverName: serverName.trim() }),
  };
}

/** The request that makes the plan for what was entered. */
export function planRequest(
  certificateId: string,
  materialId: string,
  units: readonly PlaceUnit[],
  input: TargetsInput,
): CreateDeploymentRequest {
  const { places, unitNames } = chosenPlaces(units, input);
  const { newPlaces, environment, strategy } = input;
  // New places without bindings would mean the new ones alone.
  const isEverywhere =
    input.scope === 'everywhere' && places.length > 0 && !newPlaces.length;
  const canary = Math.min(input.canary, unitNames.length - 1);
  return {
    certificateId,
    materialId,
    ...(!isEverywhere && {
      bindings: places.map(({ unit, side, profile, entry }) => ({
        unit,
        side,
        profile,
        entry,
      })),
    }),
    ...(newPlaces.length && { newBindings: newPlaces.map(newBindingOf) }),
    ...(environment !== null && { environment }),
    ...(strategy !== 'auto' && { strategy }),
    ...(unitNames.length > 1 && {
      rollout: { canary, waves: input.waves, between: input.between },
    }),
    ...(input.reason.trim() && { reason: input.reason.trim() }),
    ...(input.dryRun && { dryRun: true }),
  };
}
