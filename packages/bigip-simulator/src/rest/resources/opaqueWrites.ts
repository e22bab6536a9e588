import type { DeviceConfiguration, OpaqueObject } from '../../configuration';
import { McpdError } from '../errors';
import type { CollectionWrites } from '../model/Resource';
import { rewritten, settable } from '../write/bodies';

/** Collections whose objects can be written; the rest describes the machine. */
const WRITABLE = /^(ltm\/|sys\/crypto\/(cert-validator|ca-bundle-manager))/;

/** A virtual server that names the object. */
function userOf(
  fullPath: string,
  configuration: DeviceConfiguration,
): string | undefined {
  return configuration.virtualServers
    .list()
    .find(
      ({ pool, rules = [], policies = [], profiles }) =>
        pool === fullPath ||
        rules.includes(fullPath) ||
        policies.includes(fullPath) ||
        profiles.some(profile => profile.fullPath === fullPath),
    )?.fullPath;
}

/** Writes of objects that are kept as they are sent: pools, rules, monitors. */
export function opaqueWrites(
  collection: string,
  label: string,
): CollectionWrites<OpaqueObject> | undefined {
  if (!WRITABLE.test(collection)) return undefined;
  return {
    create(fullPath, body, { configuration }) {
      if (configuration.opaqueObjects(collection).has(fullPath))
        throw McpdError.exists(label, fullPath);
      configuration.addOpaqueObject({
        collection,
        fullPath,
        attributes: settable(body),
      });
    },
    modify(object, body, { configuration }) {
      configuration.addOpaqueObject({
        ...rewritten(object),
        attributes: { ...object.attributes, ...settable(body) },
      });
    },
    remove({ fullPath }, { configuration, original }) {
      const user =
        userOf(fullPath, original) ?? userOf(fullPath, configuration);
      if (user !== undefined)
        throw new McpdError(
          400,
          `01070265:3: The ${label} (${fullPath}) cannot be deleted because it is in use by a Virtual Server (${user}).`,
          3,
        );
      configuration.opaqueObjects(collection).delete(fullPath);
    },
  };
}
