import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** What a solver of the kind `bigip` is configured with. */
export interface BigIpSolverConfig {
  /** Names of devices; those of one cluster are treated as one. */
  devices: string[];
  /** Full path of the data group that the iRule reads. */
  dataGroup: string;
}

/** The data group of the iRule that is documented. */
export const DEFAULT_DATA_GROUP = '/Common/cmt_acme_http01';

const schema = z.strictObject({
  // These are for the CA that the solver belongs to.
  kind: z.unknown(),
  names: z.unknown().optional(),
  types: z.unknown().optional(),
  propagation: z.unknown().optional(),
  devices: z
    .array(z.string().trim().min(1), {
      error: 'must be a list of names from certificates.f5.devices',
    })
    .min(1, { error: 'must name at least one of certificates.f5.devices' })
    .transform(names => [...new Set(names)]),
  dataGroup: z
    .string()
    .regex(/^(\/[A-Za-z0-9_.-]+){2,}$/, {
      error: `must be the full path of a data group, such as ${DEFAULT_DATA_GROUP}`,
    })
    .default(DEFAULT_DATA_GROUP),
});

/**
 * Reads the configuration of one solver.
 *
 * @param known - names of the devices that are configured
 * @throws InputError that lists every problem with its key
 */
export function readSolverConfig(
  config: Config,
  options: { authority: string; known: ReadonlySet<string> },
): BigIpSolverConfig {
  const parsed = schema.safeParse(config.get());
  const problems = parsed.success
    ? parsed.data.devices
        .filter(name => !options.known.has(name))
        .map(
          name =>
            `devices: ${name} is not in certificates.f5.devices, or is switched off there`,
        )
    : parsed.error.issues.flatMap(describe);
  if (problems.length > 0 || !parsed.success) {
    throw new InputError(
      `A solver of the kind bigip of certificates.authorities '${
        options.authority
      }' is not usable:\n${problems.map(problem => `- ${problem}`).join('\n')}`,
    );
  }
  const { devices, dataGroup } = parsed.data;
  return { devices, dataGroup };
}

function describe(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map(key => `${key} is not known; remove or correct it`)
    : [`${issue.path.join('.')} ${issue.message}`];
}
