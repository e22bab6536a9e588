/**
 * `spec.type` of the Resource entity that stands for a certificate.
 *
 * @public
 */
export const RESOURCE_TYPE_CERTIFICATE = 'tls-certificate';

/** `spec.type` of the Resource entity that stands for a BIG-IP device. @public */
export const RESOURCE_TYPE_BIGIP = 'f5-bigip';

/** `spec.type` of the Resource entity that stands for a device cluster. @public */
export const RESOURCE_TYPE_BIGIP_CLUSTER = 'f5-bigip-cluster';

/** Annotation on a certificate's entity: its id in the inventory. @public */
export const ANNOTATION_CERTIFICATE_ID = 'certificates.cmt.dev/certificate-id';

/** Annotation on a device's entity: its name in the inventory. @public */
export const ANNOTATION_DEVICE_NAME = 'certificates.cmt.dev/device';

/** Annotation on a cluster's entity: its name in the inventory. @public */
export const ANNOTATION_CLUSTER_NAME = 'certificates.cmt.dev/cluster';

/**
 * Annotation that people put on their own entities: the host names that the
 * entity serves, separated by commas (`shop.example.com, *.shop.example.com`).
 *
 * @public
 */
export const ANNOTATION_HOST_NAMES = 'certificates.cmt.dev/host-names';

/**
 * Annotation that people put on their own entities: the virtual servers in front
 * of the entity, separated by commas, as `device:/Partition/name` or
 * `/Partition/name` for any device.
 *
 * @public
 */
export const ANNOTATION_VIRTUAL_SERVERS =
  'certificates.cmt.dev/virtual-servers';

/** Topic of the events that say that the inventory changed. @public */
export const EVENT_TOPIC_INVENTORY = 'certificates.inventory';

/** Channel of the signals that say that the inventory or a scan changed. @public */
export const SIGNAL_CHANNEL_INVENTORY = 'certificates:inventory';

/** Channel of the signals that say that a deployment changed. @public */
export const SIGNAL_CHANNEL_DEPLOYMENT = 'certificates:deployment';

/** Channel of the signals that say that renewals changed. @public */
export const SIGNAL_CHANNEL_RENEWALS = 'certificates:renewals';

/** Longest `metadata.name` that the catalog accepts. */
const MAX_ENTITY_NAME_LENGTH = 63;

/**
 * A legal entity name for an arbitrary text, unique by the digest it carries:
 * `*.shop.example.com` and `a1b2c3…` give `wildcard.shop.example.com-a1b2c3d4`.
 *
 * @param text - what the entity stands for, for people
 * @param digest - hexadecimal digest of the identity; its first 8 digits are used
 * @public
 */
export function entityName(text: string, digest: string): string {
  const suffix = `-${digest.slice(0, 8)}`;
  const slug = text
    .toLowerCase()
    .replace(/^\*\./, 'wildcard.')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[-._]{2,}/g, '-')
    .slice(0, MAX_ENTITY_NAME_LENGTH - suffix.length)
    .replace(/^[-._]+|[-._]+$/g, '');
  return `${slug || 'certificate'}${suffix}`;
}
