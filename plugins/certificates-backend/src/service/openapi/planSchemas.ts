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
import {
  CONSENTS,
  KEY_TYPES,
  OBJECT_ACTIONS,
  OBJECT_KINDS,
  PROOF_RESULTS,
  REFUSALS,
  STRATEGIES,
} from './vocabulary';

const bindingValue = object({
  certificate: string('Full path.'),
  key: nullable(string('Full path.')),
  chain: nullable(string('Full path.')),
  fingerprint: nullable(string('Of the leaf.')),
});

/** What a deployment would do, and the proofs of what it did. */
export const planSchemas: Record<string, Schema> = {
  DeploymentUnit: object(
    {
      name: string('Of the cluster, else of the device.'),
      devices: array(string()),
      environment: nullable(string()),
    },
    { description: 'Devices that are changed as one.' },
  ),
  PlannedObject: object({
    kind: oneOf(OBJECT_KINDS),
    fullPath: string(),
    action: oneOf(OBJECT_ACTIONS),
    fingerprint: string(
      'SHA-256 over the DER of a certificate or the public part of a key.',
    ),
  }),
  PlannedChange: object(
    {
      id: string(),
      strategy: oneOf(STRATEGIES),
      reason: string('Why this strategy.'),
      side: oneOf(['client', 'server']),
      profile: string('Full path of the SSL profile.'),
      entry: nullable(string('Name of the certKeyChain entry.')),
      before: nullable(bindingValue),
      after: bindingValue,
      inheritedBy: array(string(), 'Profiles that change with it.'),
      virtualServers: array(string()),
      create: nullable(
        object({
          parent: string(),
          serverName: nullable(string()),
          sniDefault: boolean(),
        }),
      ),
    },
    { description: 'A change of one entry of one SSL profile.' },
  ),
  PlannedProof: object(
    {
      virtualServer: string(),
      address: nullable(string()),
      port: nullable(integer()),
      serverName: nullable(string('The SNI name that is sent.')),
      keyType: nullable(oneOf(KEY_TYPES)),
      expected: string('Fingerprint that must be served after the change.'),
      before: nullable(string('Fingerprint that is bound before it.')),
      unprovable: nullable(string('Why no handshake is possible.')),
    },
    { description: 'A handshake that will prove a change.' },
  ),
  PlanRefusal: object(
    {
      profile: string(),
      entry: nullable(string()),
      reason: string('Whose it is and what to do instead.'),
      code: oneOf(REFUSALS),
    },
    { description: 'Something that is left as it is.' },
  ),
  TargetPlan: object(
    {
      target: string('Id of the target implementation.'),
      unit: ref('DeploymentUnit'),
      objects: array(ref('PlannedObject')),
      changes: array(ref('PlannedChange')),
      proofs: array(ref('PlannedProof')),
      refusals: array(ref('PlanRefusal')),
      sync: nullable(
        object({ group: string(), mode: oneOf(['manual', 'automatic']) }),
      ),
      consents: array(object({ code: oneOf(CONSENTS), detail: string() })),
      warnings: array(string()),
      hash: string('SHA-256 over everything else except the warnings.'),
    },
    {
      description:
        'What will be done to one unit. A contract: exactly this runs, and it is refused when the devices have changed since.',
    },
  ),
  ProofResult: object(
    {
      virtualServer: string(),
      serverName: nullable(string()),
      keyType: nullable(oneOf(KEY_TYPES)),
      device: nullable(string('The member that answered.')),
      address: nullable(string()),
      port: nullable(integer()),
      expected: string(),
      result: oneOf(PROOF_RESULTS),
      served: nullable(string('Fingerprint of the leaf that was served.')),
      detail: nullable(string()),
      checkedAt: time(),
    },
    { description: 'A handshake that was made.' },
  ),
};
