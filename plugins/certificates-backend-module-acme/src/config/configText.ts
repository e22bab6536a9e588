import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { z } from 'zod';

/** Text that is not empty. */
export function text(what: string) {
  return z
    .string({ error: `must be text: ${what}` })
    .trim()
    .min(1, { error: `must not be empty: ${what}` });
}

/** A duration as Backstage writes them, as milliseconds. */
export function duration(limits: { min: number; max: number }) {
  return z.unknown().transform((value, context) => {
    const ms = millisecondsOf(value);
    if (ms !== undefined && ms >= limits.min && ms <= limits.max) {
      return ms;
    }
    context.addIssue({
      code: 'custom',
      message: 'must be a duration, such as 30s, P7D or { hours: 3 }',
    });
    return z.NEVER;
  });
}

/** One line per problem, without values. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  raw: Record<string, unknown>,
): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      key =>
        `${[...issue.path, key].join('.')} is not known; remove or correct it`,
    );
  }
  const isMissing =
    issue.path.length === 1 && raw[String(issue.path[0])] === undefined;
  return [
    `${issue.path.join('.')} ${isMissing ? 'is missing: it ' : ''}${
      issue.message
    }`,
  ];
}

function millisecondsOf(value: unknown): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(new ConfigReader({ duration: value as never }), {
        key: 'duration',
      }),
    );
  } catch {
    // Reported by the caller, with what would be right.
    return undefined;
  }
}
