import {
  array,
  boolean,
  counts,
  integer,
  nullable,
  object,
  oneOf,
  ref,
  Schema,
  SchemaObject,
  string,
  time,
} from './schema';
import { planSchemas } from './planSchemas';
import {
  BETWEEN_WAVES,
  CLEAN_UP_STATES,
  CONSENTS,
  DEPLOYMENT_ACTIONS,
  DEPLOYMENT_STATES,
  DRIFT_KINDS,
  PROBLEM_ACTIONS,
  STEP_NAMES,
  STEP_STATES,
  STRATEGIES,
  TARGET_STATES,
} from './vocabulary';

/** Bindings that one request may choose. */
const MAX_BINDINGS = 10_000;

/** Why something did not work. */
export const problem = object(
  {
    code: string('Stable code, of the device or of the suite.'),
    message: string('What failed and on what.'),
    cause: nullable(string('The likely cause.')),
    remedy: string('What a person can do.'),
    action: nullable(oneOf(PROBLEM_ACTIONS, 'What a button can do about it.')),
  },
  { description: 'Why something did not work, and what to do.' },
);

const summaryProperties = {
  id: string(),
  certificateId: string(),
  certificateTitle: string(),
  state: oneOf(DEPLOYMENT_STATES),
  fingerprint: string('Of the version that is deployed.'),
  notAfter: time(),
  units: integer(),
  bindings: integer(),
  virtualServers: integer(),
  progress: counts(TARGET_STATES, 'Units by state.'),
  reason: nullable(string()),
  dryRun: boolean(),
  createdBy: string('Entity ref.'),
  startedBy: nullable(string('Entity ref.')),
  createdAt: time(),
  startedAt: nullable(time()),
  finishedAt: nullable(time()),
};

function name(description: string): SchemaObject {
  return { type: 'string', minLength: 1, maxLength: 300, description };
}

function page(items: string): SchemaObject {
  return object(
    {
      items: array(ref(items)),
      nextCursor: string('Absent on the last page.'),
    },
    { optional: ['nextCursor'] },
  );
}

/** New SSL profiles that are asked for. */
export const newBindings: SchemaObject = {
  ...array(
    object(
      {
        unit: name('Name of the device or cluster.'),
        virtualServer: name('Full path.'),
        profile: name('Full path of the SSL profile to make.'),
        parent: name('Full path of its parent.'),
        serverName: name('The SNI name that it answers to.'),
      },
      { optional: ['parent', 'serverName'], closed: true },
    ),
    'New SSL profiles for virtual servers.',
  ),
  maxItems: MAX_BINDINGS,
};

/** Deployments, drift and clean-up. */
export const deploymentSchemas: Record<string, Schema> = {
  CreateDeploymentRequest: object(
    {
      certificateId: name('Id of the certificate.'),
      materialId: name('Id of the material to deploy.'),
      bindings: {
        ...array(
          object(
            {
              unit: name('Name of the device or cluster.'),
              side: oneOf(['client', 'server']),
              profile: name('Full path of the SSL profile.'),
              entry: nullable(name('Name of the certKeyChain entry.')),
            },
            { closed: true },
          ),
          'Only these; everywhere the certificate is used when absent.',
        ),
        maxItems: MAX_BINDINGS,
      },
      newBindings,
      environment: name('Only units of this environment.'),
      strategy: oneOf(
        STRATEGIES.filter(strategy => strategy !== 'create-profile'),
        'Asked for where the plan could choose.',
      ),
      rollout: object(
        {
          canary: {
            type: 'integer',
            minimum: 0,
            maximum: 1000,
            description: 'Units of the first wave.',
          },
          waves: {
            type: 'integer',
            minimum: 1,
            maximum: 100,
            description: 'Number of further waves.',
          },
          between: oneOf(BETWEEN_WAVES),
        },
        { optional: ['canary', 'waves', 'between'], closed: true },
      ),
      reason: { type: 'string', maxLength: 2_000, description: 'Why.' },
      dryRun: boolean('Make the plan only: it can never be started.'),
    },
    {
      optional: [
        'bindings',
        'newBindings',
        'environment',
        'strategy',
        'rollout',
        'reason',
        'dryRun',
      ],
      closed: true,
    },
  ),
  StartDeploymentRequest: object(
    {
      planHash: name('planHash of the deployment that was shown.'),
      consents: array(oneOf(CONSENTS), 'The consents that are given.'),
    },
    { optional: ['consents'], closed: true },
  ),
  PromoteDeploymentRequest: object(
    { environment: name('The environment to plan the same change for.') },
    { closed: true },
  ),
  DeploymentSummary: object(summaryProperties),
  DeploymentPage: page('DeploymentSummary'),
  DeploymentTarget: object(
    {
      id: string(),
      unit: string(),
      devices: array(string()),
      environment: nullable(string()),
      wave: integer('Counts from 0, the canary where there is one.'),
      state: oneOf(TARGET_STATES),
      waitsFor: nullable(string()),
      waitsUntil: nullable(time()),
      plan: nullablePlan(),
      steps: array(
        object({
          name: oneOf(STEP_NAMES),
          state: oneOf(STEP_STATES),
          attempts: integer('How often it was begun.'),
          summary: nullable(string('What it did.')),
          problem: nullable(problem),
          startedAt: nullable(time()),
          finishedAt: nullable(time()),
        }),
      ),
      proofs: array(ref('ProofResult'), 'Of the last verification.'),
      problem: nullable(problem),
    },
    { description: 'What a deployment does to one unit.' },
  ),
  DeploymentDetail: object({
    ...summaryProperties,
    planHash: nullable(string('Confirms the plan when it is sent back.')),
    material: ref('Material'),
    targets: array(ref('DeploymentTarget')),
    affected: object({
      ownerRefs: array(string()),
      entityRefs: array(string()),
    }),
    consents: array(
      object({
        code: oneOf(CONSENTS),
        detail: string(),
        unit: nullable(string()),
      }),
      'What needs an explicit yes.',
    ),
    rollout: object({
      canary: integer(),
      waves: integer(),
      between: oneOf(BETWEEN_WAVES),
    }),
    waitsUntil: nullable(time()),
    actions: array(oneOf(DEPLOYMENT_ACTIONS), 'What can be done now.'),
    problem: nullable(problem),
    events: array(
      object({
        at: time(),
        by: nullable(string('Entity ref of a person.')),
        unit: nullable(string()),
        message: string(),
      }),
      'Its story, oldest first.',
    ),
  }),
  DriftItem: object({
    certificateId: string(),
    certificateTitle: string(),
    ownerRef: nullable(string()),
    device: string(),
    profile: nullable(string()),
    virtualServer: nullable(string()),
    serverName: nullable(string()),
    kind: oneOf(DRIFT_KINDS),
    issued: nullable(string('Fingerprint of the newest known version.')),
    installed: nullable(string('Fingerprint of the version that is bound.')),
    served: nullable(string('Fingerprint of the version that is served.')),
    since: time(),
    likelyCause: string(),
  }),
  DriftPage: page('DriftItem'),
  CleanUpCandidate: object({
    id: string('Of the installation.'),
    unit: string(),
    device: string(),
    fullPath: string(),
    certificateId: string(),
    certificateTitle: string(),
    fingerprint: nullable(string()),
    notAfter: nullable(time()),
    ownerRef: nullable(string()),
    reason: string('Why it is believed unused.'),
    state: oneOf(CLEAN_UP_STATES),
    deleteAfter: nullable(time('When a quarantined one is deleted.')),
    restorable: boolean('Whether its material is here.'),
    problem: nullable(string('Why the device refused.')),
  }),
  CleanUpPage: page('CleanUpCandidate'),
};

/** `TargetPlan`, or `null`: OpenAPI 3.0 cannot say that of a reference. */
function nullablePlan(): SchemaObject {
  return nullable({ ...(planSchemas.TargetPlan as SchemaObject) });
}
