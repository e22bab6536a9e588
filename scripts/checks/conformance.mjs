// The simulator is right when clients that we did not write are content with it.
import path from 'node:path';
import { runCommand } from '../lib/command.mjs';
import { LOG_DIR } from '../lib/paths.mjs';

export const CONFORMANCE = {
  name: 'conformance',
  title: 'Conformance of the simulator',
  async run() {
    const log = path.join(LOG_DIR, 'check-conformance.log');
    const { status, output } = await runCommand(
      [process.execPath, '--import', 'tsx', 'test/conformance/run.ts'],
      { log },
    );
    const [, ...counts] =
      /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output) ?? [];
    if (counts.length === 0) {
      return {
        failed: 1,
        problems: [`It gave no summary; see ${log}\n${output.slice(-3000)}`],
      };
    }
    const [passed, failed, skipped] = counts.map(Number);
    const broken = failed === 0 && status !== 0 ? 1 : 0;
    return {
      passed,
      failed: failed + broken,
      skipped,
      problems: failed + broken > 0 ? [output.slice(-6000)] : [],
    };
  },
};
