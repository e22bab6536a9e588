import type { Check } from './expectations';

/** Outcome of all checks so far. */
export const totals = { passed: 0, failed: 0, skipped: 0 };

/** Tells and counts the outcome of a check; no problem means that it passed. */
export function report(name: string, problem: string | undefined): void {
  if (problem === undefined) totals.passed += 1;
  else totals.failed += 1;
  console.log(
    problem === undefined ? `ok    ${name}` : `FAIL  ${name}\n      ${problem}`,
  );
}

/** Compares gathered facts with what they must say. */
export function judge(
  prefix: string,
  facts: Record<string, unknown>,
  subsets: readonly string[],
  checks: Record<string, Check[]>,
): void {
  for (const subset of subsets) {
    for (const { title, problem } of checks[subset])
      report(`${prefix} ${subset}: ${title}`, problem(facts));
  }
}
