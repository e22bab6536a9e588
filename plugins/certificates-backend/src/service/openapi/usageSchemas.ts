import {
  array,
  boolean,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  Schema,
  string,
  time,
} from './schema';
import { MANAGERS, SERVED_RESULTS } from './vocabulary';

/** Where a certificate is installed, bound and served. */
export const usageSchemas: Record<string, Schema> = {
  ServedStatus: object(
    {
      serverName: nullable(string('The SNI name that was sent.')),
      result: oneOf(SERVED_RESULTS),
      fingerprint: nullable(string('Of the leaf that was served.')),
      certificateId: nullable(
        string('The certificate that the served leaf belongs to.'),
      ),
      chainComplete: nullable(boolean()),
      detail: nullable(string()),
      checkedAt: nullable(time()),
    },
    {
      description:
        'Result of a TLS handshake with a virtual server for one server name.',
    },
  ),
  VirtualServerUsage: object({
    fullPath: string(),
    address: nullable(string('IP address without route domain.')),
    port: nullable(integer()),
    routeDomain: nullable(integer()),
    enabled: boolean(),
    served: array(ref('ServedStatus')),
  }),
  BindingUsage: object({
    profile: string('Full path of the SSL profile.'),
    side: oneOf(['client', 'server']),
    role: oneOf(
      ['certificate', 'chain', 'ca'],
      'What the installation is to the profile.',
    ),
    entry: nullable(string('Name of the certKeyChain entry.')),
    keyPath: nullable(string()),
    inheritedFrom: nullable(
      string('Full path of the ancestor that owns the value.'),
    ),
    serverName: nullable(string()),
    sniDefault: boolean(),
    virtualServers: array(ref('VirtualServerUsage')),
  }),
  ReferenceUsage: object({
    kind: string('Collection path of the object: ltm/monitor/https.'),
    object: string(),
    field: string(),
  }),
  InstallationUsage: object(
    {
      id: string(),
      device: string(),
      environment: nullable(string()),
      site: nullable(string()),
      fullPath: string(),
      versionId: string(),
      fingerprint: nullable(string()),
      notAfter: nullable(time()),
      managedBy: nullable(
        object({ kind: oneOf(MANAGERS), detail: nullable(string()) }),
      ),
      isBundle: boolean(),
      firstSeenAt: time(),
      observedAt: nullable(time('Last successful scan of the device.')),
      removedAt: nullable(time('When it vanished from the device.')),
      bindings: array(ref('BindingUsage')),
      references: array(ref('ReferenceUsage')),
    },
    {
      description: 'A version stored on a device, with all that uses it there.',
    },
  ),
  InstallationUsagePage: object(
    {
      items: array(ref('InstallationUsage')),
      nextCursor: string('Absent on the last page.'),
    },
    { optional: ['nextCursor'] },
  ),
};
