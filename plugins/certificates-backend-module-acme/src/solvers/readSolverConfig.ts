import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { describeIssue } from '../config/configText';

/** Keys that every solver may have; the CA itself reads them. */
export const COMMON_SOLVER_KEYS = {
  kind: z.unknown(),
  names: z.unknown().optional(),
  types: z.unknown().optional(),
  propagation: z.unknown().optional(),
};

/**
 * Reads the configuration of one solver.
 *
 * @throws InputError that lists every problem with its key, and never a value
 */
export function readSolverConfig<T extends z.ZodType>(
  config: Config,
  schema: T,
  where: { authority: string; kind: string },
): z.output<T> {
  const raw = config.get<Record<string, unknown>>();
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new InputError(
      `A solver of the kind ${where.kind} of certificates.authorities '${
        where.authority
      }' is not usable:\n${parsed.error.issues
        .flatMap(issue => describeIssue(issue, raw))
        .map(problem => `- ${problem}`)
        .join('\n')}`,
    );
  }
  return parsed.data;
}
