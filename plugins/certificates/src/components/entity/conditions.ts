import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_CERTIFICATE_ID,
  ANNOTATION_CLUSTER_NAME,
  ANNOTATION_DEVICE_NAME,
  RESOURCE_TYPE_BIGIP,
  RESOURCE_TYPE_BIGIP_CLUSTER,
  RESOURCE_TYPE_CERTIFICATE,
} from '@cmt/backstage-plugin-certificates-common';

function isResourceOfType(entity: Entity, types: readonly string[]): boolean {
  const type = entity.spec?.type;
  return (
    entity.kind.toLowerCase() === 'resource' &&
    typeof type === 'string' &&
    types.includes(type.toLowerCase())
  );
}

/**
 * Whether an entity stands for a certificate of the inventory. For entity pages
 * of the legacy frontend system (`EntitySwitch.Case`).
 *
 * @public
 */
export function isCertificateEntity(entity: Entity): boolean {
  return isResourceOfType(entity, [RESOURCE_TYPE_CERTIFICATE]);
}

/**
 * Whether an entity stands for a BIG-IP device or a cluster of them. For entity
 * pages of the legacy frontend system (`EntitySwitch.Case`).
 *
 * @public
 */
export function isDeviceEntity(entity: Entity): boolean {
  return isResourceOfType(entity, [
    RESOURCE_TYPE_BIGIP,
    RESOURCE_TYPE_BIGIP_CLUSTER,
  ]);
}

/** Id in the inventory of the certificate that an entity stands for. */
export function certificateIdOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ANNOTATION_CERTIFICATE_ID];
}

/** Name in the inventory of the device that an entity stands for. */
export function deviceNameOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ANNOTATION_DEVICE_NAME];
}

/** Name in the inventory of the cluster that an entity stands for. */
export function clusterNameOf(entity: Entity): string | undefined {
  return entity.metadata.annotations?.[ANNOTATION_CLUSTER_NAME];
}
