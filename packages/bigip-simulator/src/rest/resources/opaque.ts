import type { OpaqueObject } from '../../configuration';
import { urlName } from '../model/Links';
import {
  AnswerContext,
  Attributes,
  Collection,
  collection,
  SubCollection,
  subCollection,
} from '../model/Resource';
import { asVersionWrites } from './profileAttributes';
import { OPAQUE_DEFAULTS } from './opaqueDefaults';
import { opaqueStats } from './opaqueStats';
import { opaqueWrites } from './opaqueWrites';

/** Attributes that name another object: the collection it is in. */
const REFERENCES: Record<string, string> = {
  caFile: 'sys/file/ssl-cert',
  cert: 'sys/file/ssl-cert',
  chain: 'sys/file/ssl-cert',
  certificateFile: 'sys/file/ssl-cert',
  dnsResolver: 'net/dns-resolver',
  issuerCert: 'sys/file/ssl-cert',
  key: 'sys/file/ssl-key',
  keyFile: 'sys/file/ssl-key',
  monitor: 'ltm/monitor',
  routeDomain: 'net/route-domain',
  signerCert: 'sys/file/ssl-cert',
  signerKey: 'sys/file/ssl-key',
  sslProfile: 'ltm/profile/server-ssl',
  trustedCa: 'sys/file/ssl-cert',
  trustedCaBundle: 'sys/file/ssl-cert',
  trustedResponders: 'sys/file/ssl-cert',
};

/** "Was not found" texts call objects by these names; others by their path. */
const LABELS: Record<string, string> = {
  'ltm/data-group': 'value list',
  'ltm/monitor': 'monitor',
  'ltm/node': 'Node',
  'ltm/policy': 'Policy',
  'ltm/pool': 'Pool',
  'ltm/profile': 'profile',
  'ltm/rule': 'iRule',
  'net/route-domain': 'Route Domain',
  'net/self': 'Self IP',
  'net/vlan': 'Vlan',
  'sys/crypto/ca-bundle-manager': 'CA Bundle Manager',
  'sys/crypto/cert-validator/ocsp': 'OCSP Certificate Validator',
};

/**
 * Collections that answer, empty, although nothing is configured: what
 * inventory tools read from every device. Monitors and profiles have factory
 * members.
 */
const ALWAYS_PRESENT = [
  ...['ltm/data-group/external', 'ltm/node'],
  ...['ltm/policy', 'ltm/pool', 'ltm/rule', 'ltm/snatpool', 'ltm/snat'],
  ...['ltm/traffic-matching-criteria', 'ltm/profile/certificate-authority'],
  ...['ltm/profile/ocsp-stapling-params', 'ltm/profile/sip'],
  ...['ltm/profile/diameter', 'ltm/monitor/external'],
  'ltm/message-routing/sip/profile/session',
  ...['ltm/persistence/cookie', 'ltm/persistence/source-addr'],
  ...['ltm/cipher/group', 'ltm/cipher/rule', 'ltm/auth/ldap'],
  ...['ltm/auth/ocsp-responder', 'ltm/dns/dnssec/key'],
  ...['net/self', 'net/trunk', 'net/vlan', 'net/interface', 'net/route'],
  ...['net/ipsec/ike-peer', 'net/dns-resolver', 'net/tunnels/tunnel'],
  ...['sys/application/service', 'sys/application/template'],
  ...['sys/crypto/ca-bundle-manager', 'sys/crypto/cert-validator/ocsp'],
  ...['sys/crypto/cert-order-manager', 'sys/ucs'],
  ...['sys/file/ssl-crl', 'sys/file/ssl-csr', 'sys/file/apache-ssl-cert'],
  ...['sys/file/system-ssl-cert', 'sys/file/system-ssl-key', 'sys/file/ifile'],
  ...['sys/icall/handler/periodic', 'cli/script'],
  ...['sys/management-ip', 'sys/management-route', 'sys/disk/logical-disk'],
  ...['sys/software/image', 'sys/software/hotfix', 'sys/software/volume'],
  ...['gtm/datacenter', 'gtm/server', 'gtm/region'],
  ...['a', 'aaaa', 'cname', 'mx', 'naptr', 'srv'].flatMap(type => [
    `gtm/pool/${type}`,
    `gtm/wideip/${type}`,
  ]),
  ...['apm/profile/access', 'apm/policy/access-policy', 'vcmp/guest'],
];

/** Kinds that live outside partitions, so their full path is a bare name. */
const UNPARTITIONED =
  /^(sys\/(software|disk|ucs|crypto\/csr|provision|db|management-ip)|net\/(interface|trunk)|vcmp)/;

const SUB_COLLECTIONS: Record<string, readonly SubCollection<OpaqueObject>[]> =
  {
    'ltm/pool': [emptyBelow('members', 'membersReference')],
    'ltm/policy': [emptyBelow('rules', 'rulesReference')],
    'net/vlan': [emptyBelow('interfaces', 'interfacesReference')],
  };

function emptyBelow(
  name: string,
  property: string,
): SubCollection<OpaqueObject> {
  return subCollection<OpaqueObject, { fullPath: string; body: Attributes }>({
    name,
    property,
    label: name,
    list: parent => membersOf(parent.attributes[name]),
    fullPath: member => member.fullPath,
    generation: () => 1,
    attributes: member => member.body,
  });
}

/** Members that a configuration gives in place: objects with a `fullPath`. */
function membersOf(value: unknown): { fullPath: string; body: Attributes }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(member => {
    if (typeof member !== 'object' || member === null) return [];
    const { fullPath, ...body } = member as Attributes;
    return typeof fullPath === 'string' ? [{ fullPath, body }] : [];
  });
}

function labelOf(path: string): string {
  const general = path.split('/').slice(0, 2).join('/');
  return LABELS[path] ?? LABELS[general] ?? path.split('/').pop() ?? path;
}

function attributesOf(
  object: OpaqueObject,
  context: AnswerContext,
): Attributes {
  const { collection: path } = object;
  const below = (SUB_COLLECTIONS[path] ?? []).map(({ name }) => name);
  const merged: Attributes = {
    ...OPAQUE_DEFAULTS[path]?.(context),
    ...object.attributes,
  };
  const linked: Attributes = {};
  for (const [name, value] of Object.entries(merged)) {
    if (below.includes(name)) continue;
    linked[name] = value;
    const target = name === 'defaultsFrom' ? path : REFERENCES[name];
    if (
      target &&
      typeof value === 'string' &&
      value.startsWith('/') &&
      context.version.hasNameReference
    )
      linked[`${name}Reference`] = context.links.object(target, value);
  }
  return asVersionWrites(linked, context);
}

/** A collection of objects that are kept as iControl REST writes them. */
export function opaqueCollection(path: string): Collection {
  return collection<OpaqueObject>({
    path,
    label: labelOf(path),
    partitioned: !UNPARTITIONED.test(path),
    list: ({ configuration }) => configuration.opaqueObjects(path).list(),
    find: ({ configuration }, fullPath) =>
      configuration.opaqueObjects(path).get(fullPath),
    fullPath: ({ fullPath }) => fullPath,
    generation: ({ generation }) => generation,
    attributes: attributesOf,
    subCollections: SUB_COLLECTIONS[path],
    stats: object => [
      { key: urlName(object.fullPath), entries: opaqueStats(object) },
    ],
    writes: opaqueWrites(path, labelOf(path)),
  });
}

export const opaqueResources: Collection[] =
  ALWAYS_PRESENT.map(opaqueCollection);
