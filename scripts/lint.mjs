// `yarn lint`: everything that can be judged by reading.
import fs from 'node:fs';
import { LINT_CHECKS } from './checks/static.mjs';
import { LOG_DIR } from './lib/paths.mjs';
import { runStep } from './lib/progress.mjs';

fs.mkdirSync(LOG_DIR, { recursive: true });
for (const check of LINT_CHECKS) {
  const problems = await runStep(check.title, check.run, {
    failed: found => found.length > 0,
  });
  if (problems.length > 0) {
    console.log(problems.join('\n'));
    process.exitCode = 1;
  }
}
