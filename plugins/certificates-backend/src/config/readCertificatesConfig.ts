import { RootConfigService } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import { certificatesConfigSchema } from './schema';

/** The plugin's configuration: validated, complete, durations in milliseconds. */
export type CertificatesConfig = Pick<
  z.output<typeof certificatesConfigSchema>,
  | 'scanning'
  | 'ownership'
  | 'inventory'
  | 'custody'
  | 'deployments'
  | 'authorities'
  | 'policies'
  | 'renewals'
  | 'notifications'
>;

/** An explicit statement in the configuration about who owns certificates. */
export type OwnerMapping = CertificatesConfig['ownership']['mappings'][number];

/** A rule that tells an owner by device, partition or name. */
export type OwnerRule = CertificatesConfig['ownership']['rules'][number];

/**
 * The configuration of the plugin cannot be used. Lists every problem with its
 * key and what would be right.
 */
export class CertificatesConfigError extends Error {
  readonly name = 'CertificatesConfigError';
}

/**
 * Reads the `certificates` section. Without one, every default applies.
 *
 * @throws CertificatesConfigError that lists all problems at once
 */
export function readCertificatesConfig(
  config: RootConfigService,
): CertificatesConfig {
  const result = certificatesConfigSchema.safeParse(
    config.getOptional('certificates') ?? {},
  );
  if (!result.success) {
    const problems = result.error.issues.map(
      issue => `- ${formatKey(issue.path)}: ${formatIssue(issue)}`,
    );
    throw new CertificatesConfigError(
      `The configuration of the certificates plugin is not usable:\n${problems.join(
        '\n',
      )}`,
    );
  }
  const { scanning, ownership, inventory, custody, deployments } = result.data;
  const { authorities, policies, renewals, notifications } = result.data;
  return {
    scanning,
    ownership,
    inventory,
    custody,
    deployments,
    authorities,
    policies,
    renewals,
    notifications,
  };
}

function formatKey(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === 'number' ? `${key}[${part}]` : `${key}.${String(part)}`,
    'certificates',
  );
}

function formatIssue(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `does not know ${issue.keys
        .map(key => `'${key}'`)
        .join(', ')}; correct the spelling or remove it`
    : issue.message;
}
