import { stringifyError } from '@backstage/errors';
import {
  CertificatesInventoryExtensionPoint,
  DeviceDescriptor,
  InventorySource,
} from '@cmt/backstage-plugin-certificates-node';
import { createScanSchedule, ScanSchedule } from '../config';

/** A device with the source that reads it and the schedule that applies to it. */
export interface ConfiguredDevice {
  descriptor: DeviceDescriptor;
  source: InventorySource;
  schedule: ScanSchedule;
}

/** The devices of the sources do not fit together. */
export class DeviceConfigurationError extends Error {
  readonly name = 'DeviceConfigurationError';
}

/** Collects the sources that modules add. */
export class InventorySources implements CertificatesInventoryExtensionPoint {
  readonly #sources: InventorySource[] = [];

  addSource(source: InventorySource): void {
    if (this.#sources.some(({ id }) => id === source.id)) {
      throw new DeviceConfigurationError(
        `An inventory source '${source.id}' was added twice; install its module only once`,
      );
    }
    this.#sources.push(source);
  }

  /**
   * All devices by name.
   *
   * @throws DeviceConfigurationError that names every device which two sources
   * claim and every schedule that cannot be used
   */
  configure(defaultSchedule: ScanSchedule): Map<string, ConfiguredDevice> {
    const devices = new Map<string, ConfiguredDevice>();
    const problems: string[] = [];
    for (const source of this.#sources) {
      for (const descriptor of source.devices()) {
        const { name } = descriptor;
        const other = devices.get(name);
        if (other) {
          problems.push(
            other.source === source
              ? `device '${name}' is configured twice in source '${source.id}'`
              : `device '${name}' is configured in source '${other.source.id}' and in source '${source.id}'`,
          );
          continue;
        }
        try {
          devices.set(name, {
            descriptor,
            source,
            schedule: descriptor.schedule
              ? createScanSchedule(descriptor.schedule)
              : defaultSchedule,
          });
        } catch (error) {
          problems.push(
            `schedule of device '${name}' in source '${
              source.id
            }': ${stringifyError(error)}`,
          );
        }
      }
    }
    if (problems.length > 0) {
      throw new DeviceConfigurationError(
        `Devices cannot be scanned as configured; names have to be unique over all sources:\n${problems
          .map(problem => `- ${problem}`)
          .join('\n')}`,
      );
    }
    return devices;
  }
}
