import { Knex } from 'knex';
import {
  BindingSelector,
  DeploymentUnit,
} from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceDescriptor,
  ReplacedObject,
} from '@cmt/backstage-plugin-certificates-node';
import { fromJson } from '../../database';

/** Where a certificate is used, by unit. @internal */
export interface UsedUnit {
  unit: DeploymentUnit;
  /** File objects that hold versions of the certificate. */
  replaces: ReplacedObject[];
  /** Whether an SSL profile uses one of them as its certificate. */
  bound: boolean;
}

/**
 * What deployments ask the inventory.
 *
 * @internal
 */
export interface DeploymentInventory {
  /** All units, by name. */
  units(): Promise<Map<string, DeploymentUnit>>;
  /** Units with installations of a certificate, by name of the unit. */
  usage(certificateId: string): Promise<UsedUnit[]>;
  /** Entries of SSL profiles that use a certificate and can be chosen. */
  bindings(
    certificateId: string,
    environment: string,
  ): Promise<BindingSelector[]>;
  /**
   * The certificate of the same names in an environment: itself where equal names
   * are one certificate everywhere.
   */
  sameIn(
    certificateId: string,
    environment: string,
  ): Promise<string | undefined>;
}

/** {@link DeploymentInventory} on the tables of the inventory. @internal */
export class DatabaseDeploymentInventory implements DeploymentInventory {
  readonly #knex: Knex;

  constructor(options: { knex: Knex }) {
    this.#knex = options.knex;
  }

  async units(): Promise<Map<string, DeploymentUnit>> {
    const rows = await this.#knex('devices as d')
      .leftJoin('clusters as c', 'c.id', 'd.cluster_id')
      .whereNull('d.retired_at')
      .orderBy('d.name')
      .select<{ name: string; descriptor: string; cluster: string | null }[]>(
        'd.name',
        'd.descriptor',
        'c.entity_name as cluster',
      );
    const units = new Map<string, DeploymentUnit>();
    for (const row of rows) {
      const { environment } = fromJson<DeviceDescriptor>(row.descriptor);
      const name = row.cluster ?? row.name;
      const unit = units.get(name);
      if (!unit) {
        units.set(name, { name, devices: [row.name], environment });
      } else {
        unit.devices.push(row.name);
        if (unit.environment !== environment) {
          unit.environment = null;
        }
      }
    }
    return units;
  }

  async usage(certificateId: string): Promise<UsedUnit[]> {
    const unitOfDevice = await this.#unitsByDevice();
    const rows = await this.#knex('installations as i')
      .leftJoin('bindings as b', join =>
        join
          .on('b.device', 'i.device')
          .on('b.certificate_path', 'i.full_path')
          .onVal('b.role', 'certificate'),
      )
      .where('i.certificate_id', certificateId)
      .whereNull('i.removed_at')
      .groupBy('i.device', 'i.full_path', 'i.version_id')
      .orderBy(['i.full_path', 'i.device'])
      .select<
        {
          device: string;
          full_path: string;
          version_id: string;
          bindings: number | string;
        }[]
      >(
        'i.device',
        'i.full_path',
        'i.version_id',
        this.#knex.raw('count(b.profile) as bindings'),
      );
    const used = new Map<string, UsedUnit>();
    for (const row of rows) {
      const unit = unitOfDevice.get(row.device);
      if (!unit) {
        continue;
      }
      const entry: UsedUnit = used.get(unit.name) ?? {
        unit,
        replaces: [],
        bound: false,
      };
      used.set(unit.name, entry);
      const object: ReplacedObject = {
        fullPath: row.full_path,
        // Ids of versions of which only metadata are known are no fingerprints.
        fingerprint: /^[0-9a-f]{64}$/.test(row.version_id)
          ? row.version_id
          : null,
      };
      if (
        !entry.replaces.some(
          other =>
            other.fullPath === object.fullPath &&
            other.fingerprint === object.fingerprint,
        )
      ) {
        entry.replaces.push(object);
      }
      entry.bound ||= Number(row.bindings) > 0;
    }
    return [...used.values()].sort((a, b) =>
      a.unit.name < b.unit.name ? -1 : 1,
    );
  }

  async bindings(
    certificateId: string,
    environment: string,
  ): Promise<BindingSelector[]> {
    const unitOfDevice = await this.#unitsByDevice();
    const rows = await this.#knex('installations as i')
      .join('bindings as b', join =>
        join
          .on('b.device', 'i.device')
          .on('b.certificate_path', 'i.full_path')
          .onVal('b.role', 'certificate'),
      )
      .where('i.certificate_id', certificateId)
      .whereNull('i.removed_at')
      // What inherits its value follows its parent.
      .whereNull('b.inherited_from')
      .orderBy(['b.device', 'b.profile', 'b.side', 'b.entry'])
      .select<
        {
          device: string;
          side: BindingSelector['side'];
          profile: string;
          entry: string;
        }[]
      >('b.device', 'b.side', 'b.profile', 'b.entry');
    const bindings = new Map<string, BindingSelector>();
    for (const { device, side, profile, entry } of rows) {
      const unit = unitOfDevice.get(device);
      if (unit?.environment === environment) {
        // The members of a cluster have the same profiles.
        bindings.set([unit.name, side, profile, entry].join('\n'), {
          unit: unit.name,
          side,
          profile,
          entry: entry || null,
        });
      }
    }
    return [...bindings.values()];
  }

  async sameIn(
    certificateId: string,
    environment: string,
  ): Promise<string | undefined> {
    const usage = await this.usage(certificateId);
    if (usage.some(({ unit }) => unit.environment === environment)) {
      return certificateId;
    }
    const others = await this.#knex('certificates as c')
      .join('certificates as o', 'o.names', 'c.names')
      .where('c.id', certificateId)
      .whereNot('o.id', certificateId)
      .orderBy('o.id')
      .pluck<string[]>('o.id');
    for (const id of others) {
      const used = await this.usage(id);
      if (used.some(({ unit }) => unit.environment === environment)) {
        return id;
      }
    }
    return undefined;
  }

  async #unitsByDevice(): Promise<Map<string, DeploymentUnit>> {
    const units = await this.units();
    return new Map(
      [...units.values()].flatMap(unit =>
        unit.devices.map(device => [device, unit] as const),
      ),
    );
  }
}
