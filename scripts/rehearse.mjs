// `yarn rehearse`: a large roll-out in a portal and a farm of their own, watched in
// a real browser. Pictures are kept in test-results/screenshots.
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './lib/chromium.mjs';
import { runCommand, tool } from './lib/command.mjs';
import { onStopRequest } from './lib/endings.mjs';
import { DATA_DIR, LOG_DIR, ROOT } from './lib/paths.mjs';
import { Portal } from './lib/portal.mjs';

const dataDir = path.join(DATA_DIR, 'test', 'rehearsal');
fs.rmSync(dataDir, { recursive: true, force: true });
fs.mkdirSync(dataDir, { recursive: true });
const farmFile = path.join(dataDir, 'farm.json');
await mustRun(
  [
    process.execPath,
    '--import',
    'tsx',
    'test/rehearsal/writeFarm.ts',
    farmFile,
  ],
  'rehearsal-farm',
);

const portal = new Portal({
  dataDir,
  frontendUrl: 'http://localhost:3200',
  backendUrl: 'http://localhost:7207',
  isTest: true,
  farm: {
    file: farmFile,
    faults: true,
    // The demo's configuration names the owner of this wildcard.
    evidence: 'mapping',
    describe: () => ({ environment: 'production', site: 'amsterdam' }),
  },
});
onStopRequest(async () => {
  await portal.stop();
  process.exit(1);
});
try {
  const chromium = await findChromium();
  await portal.start();
  await mustRun(
    tool('playwright', 'test', '--config=test/rehearsal/playwright.config.ts'),
    'rehearsal',
    {
      PORTAL_FRONTEND_URL: portal.frontendUrl,
      PORTAL_BACKEND_URL: portal.backendUrl,
      REHEARSAL_FARM_CONFIG: path.join(dataDir, 'app-config.farm.yaml'),
      ...(chromium && { CHROMIUM_PATH: chromium }),
    },
  );
  console.log(
    `The rehearsal went as it should. Pictures: ${path.relative(
      ROOT,
      path.join(ROOT, 'test-results', 'screenshots'),
    )}/rehearsal-*.png`,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await portal.stop();
}
process.exit();

async function mustRun(command, name, env) {
  const log = path.join(LOG_DIR, `${name}.log`);
  const { status, output } = await runCommand(command, { log, env });
  if (status !== 0) {
    throw new Error(`${output}\nThe rehearsal failed; see ${log}`);
  }
}
