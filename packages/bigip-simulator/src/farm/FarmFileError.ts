/** One thing that is wrong in a farm file. */
export interface FarmProblem {
  /** Where in the document: `['devices', 0, 'version']`. */
  path: readonly PropertyKey[];
  message: string;
  /** One-based; absent where the place is not in the file. */
  line?: number;
  column?: number;
}

/**
 * A farm file cannot be used. The message lists every problem with its place.
 *
 * @public
 */
export class FarmFileError extends Error {
  readonly name = 'FarmFileError';

  constructor(readonly file: string, readonly problems: FarmProblem[]) {
    super(
      [
        `The farm file ${file} cannot be used:`,
        ...problems.map(problem => `  ${describe(file, problem)}`),
      ].join('\n'),
    );
  }
}

function describe(file: string, problem: FarmProblem): string {
  const place =
    problem.line === undefined
      ? file
      : `${file}:${problem.line}:${problem.column}`;
  const path = problem.path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return path
    ? `${place} ${path}: ${problem.message}`
    : `${place} ${problem.message}`;
}
