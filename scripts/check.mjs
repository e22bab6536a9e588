// `npm test`: everything that decides whether a change may land. With arguments,
// only the checks of these names: `npm test -- unit browser`.
import fs from 'node:fs';
import { BROWSER } from './checks/browser.mjs';
import { CONFORMANCE } from './checks/conformance.mjs';
import { JEST } from './checks/jest.mjs';
import { API_CHECK, LINT_CHECKS, TYPE_CHECK } from './checks/static.mjs';
import { stopCommands } from './lib/command.mjs';
import { onStopRequest } from './lib/endings.mjs';
import { LOG_DIR } from './lib/paths.mjs';
import { stopAll } from './lib/processes.mjs';
import { runStep } from './lib/progress.mjs';

/** Static checks find problems and count as one; suites count their tests. */
const asSuite = check => ({
  ...check,
  async run() {
    const problems = await check.run();
    return problems.length === 0 ? { passed: 1 } : { failed: 1, problems };
  },
});

const CHECKS = [
  ...[TYPE_CHECK, ...LINT_CHECKS, API_CHECK].map(asSuite),
  JEST,
  CONFORMANCE,
  BROWSER,
];

onStopRequest(async () => {
  stopCommands();
  await stopAll();
  process.exit(130);
});

const wanted = process.argv.slice(2);
const unknown = wanted.filter(
  name => !CHECKS.some(check => check.name === name),
);
if (unknown.length > 0) {
  console.error(
    `There is no check "${unknown[0]}". Choose from: ${CHECKS.map(
      check => check.name,
    ).join(', ')}`,
  );
  process.exit(2);
}

fs.mkdirSync(LOG_DIR, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
for (const check of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(check.name)) {
    continue;
  }
  const result = await runStep(
    check.title,
    () =>
      check.run().catch(error => ({
        failed: 1,
        problems: [error.stack ?? String(error)],
      })),
    {
      failed: ({ failed = 0 }) => failed > 0,
      detail: ({ passed = 0, failed = 0, skipped = 0 }) =>
        passed + failed + skipped > 1 &&
        `${passed} passed, ${failed} failed, ${skipped} skipped`,
    },
  );
  for (const problem of result.problems ?? []) {
    console.log(`\n${problem}\n`);
  }
  for (const key of Object.keys(total)) {
    total[key] += result[key] ?? 0;
  }
}

console.log(
  `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
);
process.exit(total.failed > 0 ? 1 : 0);
