// Commands that run to their end, with their output in a log.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const running = new Set();

/** Where the commands of installed packages are. */
const TOOLS = {
  'backstage-cli': '@backstage/cli/bin/backstage-cli',
  'backstage-repo-tools': '@backstage/repo-tools/bin/backstage-repo-tools',
  eslint: 'eslint/bin/eslint.js',
  playwright: '@playwright/test/cli.js',
  prettier: 'prettier/bin-prettier.js',
  secretlint: 'secretlint/bin/secretlint.js',
  tsc: 'typescript/bin/tsc',
};

/**
 * Runs a command; gives its exit status and output.
 *
 * @param log - file that gets everything it prints
 */
export function runCommand(
  [executable, ...args],
  { log, env = {}, cwd = ROOT },
) {
  fs.mkdirSync(path.dirname(log), { recursive: true });
  const output = fs.openSync(log, 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    running.add(child);
    child.on('error', reject);
    child.on('close', status => {
      running.delete(child);
      fs.closeSync(output);
      resolve({ status: status ?? 1, output: fs.readFileSync(log, 'utf8') });
    });
  });
}

/** Ends what still runs, with everything that it started. */
export function stopCommands() {
  for (const child of running) {
    process.kill(-child.pid, 'SIGKILL');
  }
}

/** A command of an installed package, run by the Node that runs us. */
export function tool(name, ...args) {
  return [
    process.execPath,
    path.join(ROOT, 'node_modules', TOOLS[name]),
    ...args,
  ];
}
