// Journeys through a freshly started demo in a real browser.
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { findChromium } from '../lib/chromium.mjs';
import { runCommand, tool } from '../lib/command.mjs';
import { DATA_DIR, LOG_DIR } from '../lib/paths.mjs';
import { Portal } from '../lib/portal.mjs';

const FRONTEND_PORT = 3100;
const BACKEND_PORT = 7107;

export const BROWSER = {
  name: 'browser',
  title: 'Browser tests',
  async run() {
    const log = path.join(LOG_DIR, 'check-browser.log');
    const report = path.join(DATA_DIR, 'test', 'playwright.json');
    const dataDir = path.join(DATA_DIR, 'test', 'demo');
    fs.rmSync(report, { force: true });
    // The portal starts with nothing, as on a fresh machine.
    fs.rmSync(dataDir, { recursive: true, force: true });
    const portal = new Portal({
      dataDir,
      frontendUrl: `http://localhost:${FRONTEND_PORT}`,
      backendUrl: `http://localhost:${BACKEND_PORT}`,
      isTest: true,
    });
    try {
      const chromium = await findChromium();
      await portal.start();
      await runCommand(
        tool('playwright', 'test', '--config=test/e2e/playwright.config.ts'),
        {
          log,
          env: {
            PORTAL_FRONTEND_URL: portal.frontendUrl,
            PORTAL_BACKEND_URL: portal.backendUrl,
            PLAYWRIGHT_JSON_OUTPUT_FILE: report,
            ...(chromium && { CHROMIUM_PATH: chromium }),
          },
        },
      );
    } finally {
      await portal.stop();
    }
    if (!fs.existsSync(report)) {
      return { failed: 1, problems: [`Playwright gave no report; see ${log}`] };
    }
    return summarize(JSON.parse(fs.readFileSync(report, 'utf8')));
  },
};

function summarize({ stats, suites, errors }) {
  const failed = stats.unexpected + stats.flaky + errors.length;
  const specs = suite => [
    ...(suite.specs ?? []),
    ...(suite.suites ?? []).flatMap(specs),
  ];
  return {
    passed: stats.expected,
    failed,
    skipped: stats.skipped,
    problems: [
      ...suites
        .flatMap(specs)
        .filter(spec => !spec.ok)
        .map(spec => {
          const [error] = spec.tests.flatMap(test =>
            test.results.flatMap(result => result.errors),
          );
          return `${spec.title}\n    ${stripVTControlCharacters(
            error?.message ?? '',
          )}`;
        }),
      ...errors.map(error => stripVTControlCharacters(error.message)),
    ],
  };
}
