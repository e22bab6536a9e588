import { Knex } from 'knex';
import { NotFoundError } from '@backstage/errors';
import { Row } from '../../database';
import { DeviceRow } from '../devices';
import { InstallationRow, ServedRow } from '../rows';
import { CONFIGURATION_TABLES, ConfigurationTable } from './snapshotRows';

/** What is stored about one device now. @internal */
export interface DeviceState {
  device: DeviceRow;
  /** Current installations by full path. */
  installations: Map<string, InstallationRow>;
  configuration: Record<ConfigurationTable, Row[]>;
  served: ServedRow[];
}

/** @internal */
export async function readDeviceState(
  knex: Knex,
  name: string,
): Promise<DeviceState> {
  const device = await knex<DeviceRow>('devices').where('name', name).first();
  if (!device) {
    throw new NotFoundError(`No device is called ${name}`);
  }
  const installations = await knex<InstallationRow>('installations')
    .where('device', name)
    .whereNull('removed_at')
    .select('*');

  const configuration = {} as Record<ConfigurationTable, Row[]>;
  for (const key of Object.keys(CONFIGURATION_TABLES) as ConfigurationTable[]) {
    configuration[key] = await knex(CONFIGURATION_TABLES[key].table)
      .where('device', name)
      .select<Row[]>('*');
  }
  return {
    device,
    installations: new Map(installations.map(row => [row.full_path, row])),
    configuration,
    served: await knex<ServedRow>('served_certificates')
      .where('device', name)
      .select('*'),
  };
}
