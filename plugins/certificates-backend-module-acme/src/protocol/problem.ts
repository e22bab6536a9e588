import { z } from 'zod';

const PREFIX = 'urn:ietf:params:acme:error:';
/** Longest text of a CA that is shown to people. */
const MOST_TEXT = 400;

const text = z
  .string()
  // eslint-disable-next-line no-control-regex -- what could disturb a log
  .transform(value => value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim())
  .transform(value =>
    value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value,
  );

const shortType = z
  .string()
  .transform(value =>
    value.startsWith(PREFIX) ? value.slice(PREFIX.length) : value,
  );

/** An error document (RFC 7807 with RFC 8555 section 6.7), types without their prefix. */
export const problemSchema = z.object({
  type: shortType.default('unknown'),
  detail: text.optional().default(''),
  /** Where a person can read what to do. */
  instance: z.string().optional(),
  subproblems: z
    .array(
      z.object({
        type: shortType.default('unknown'),
        detail: text.optional().default(''),
        identifier: z.object({ value: text }).optional(),
      }),
    )
    .optional()
    .default([]),
});

export type Problem = z.output<typeof problemSchema>;

/** The CA has answered with an error. */
export class AcmeProblemError extends Error {
  readonly name = 'AcmeProblemError';
  readonly problem: Problem;
  readonly status: number;
  /** Milliseconds since the epoch, where the CA says when to come back. */
  readonly retryAt: number | undefined;

  constructor(options: {
    problem: Problem;
    status: number;
    retryAt: number | undefined;
  }) {
    super(`The CA answered with ${options.problem.type}`);
    this.problem = options.problem;
    this.status = options.status;
    this.retryAt = options.retryAt;
  }

  /** Whether it is one of some types; never for what is no problem of a CA. */
  static isType(error: unknown, ...types: string[]): error is AcmeProblemError {
    return (
      error instanceof AcmeProblemError && types.includes(error.problem.type)
    );
  }
}

/** All that a problem says, with its parts by name. */
export function problemText({ type, detail, subproblems }: Problem): string {
  const parts = subproblems.map(part =>
    [part.identifier?.value, part.detail || part.type]
      .filter(Boolean)
      .join(': '),
  );
  return [detail || type, ...parts].join('; ');
}
