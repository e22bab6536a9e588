import { ConfigReader, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, JsonValue } from '@backstage/types';
import { z } from 'zod';

const EXAMPLE = `for example { minutes: 30 }, 'PT30M' or '30m'`;

/**
 * A duration in any of the forms that Backstage accepts, in milliseconds.
 */
export function durationSchema(limits: { minMs: number; maxMs: number }) {
  return z
    .custom<JsonValue>(
      value => typeof value === 'string' || isPlainObject(value),
      `expected a duration, ${EXAMPLE}`,
    )
    .transform((value, context) => {
      const milliseconds = readDuration(value);
      if (milliseconds === undefined) {
        context.addIssue(`expected a duration, ${EXAMPLE}`);
        return z.NEVER;
      }
      if (milliseconds < limits.minMs || milliseconds > limits.maxMs) {
        context.addIssue(
          `must be between ${describe(limits.minMs)} and ${describe(
            limits.maxMs,
          )}, ${EXAMPLE}`,
        );
        return z.NEVER;
      }
      return milliseconds;
    });
}

function readDuration(value: JsonValue): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(new ConfigReader({ duration: value }), {
        key: 'duration',
      }),
    );
  } catch {
    // The caller reports it with the key and an example; the reader's own
    // message names neither.
    return undefined;
  }
}

function describe(milliseconds: number): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ];
  const [unit, size] =
    units.find(([, ms]) => milliseconds >= ms && milliseconds % ms === 0) ??
    units[units.length - 1];
  const count = milliseconds / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
