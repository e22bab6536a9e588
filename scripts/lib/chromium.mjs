// The browser of the browser tests.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runCommand, tool } from './command.mjs';
import { LOG_DIR } from './paths.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of a Chromium on this machine (or of the one that CHROMIUM_PATH names). Where
 * there is none, Playwright downloads its own, and `undefined` says to use that.
 */
export async function findChromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    ...process.env.PATH.split(path.delimiter).flatMap(folder =>
      NAMES.map(name => path.join(folder, name)),
    ),
    ...APPLICATIONS,
  ];
  const found = candidates.find(file => file && existsSync(file));
  if (found) {
    return found;
  }
  const log = path.join(LOG_DIR, 'chromium.log');
  const { status } = await runCommand(
    tool('playwright', 'install', 'chromium'),
    { log },
  );
  if (status !== 0) {
    throw new Error(
      `There is no Chromium on this machine and Playwright could not download one; see ${log}. Install Chromium, or name one with CHROMIUM_PATH.`,
    );
  }
  return undefined;
}
