// Checks that only read: each counts as one.
import fs from 'node:fs';
import path from 'node:path';
import { checkDocs } from './docs.mjs';
import { runCommand, tool } from '../lib/command.mjs';
import { LOG_DIR, ROOT } from '../lib/paths.mjs';

/** A check that is a command: it holds when the command says so. */
function command(name, title, args, env) {
  return {
    name,
    title,
    async run() {
      const log = path.join(LOG_DIR, `check-${name}.log`);
      const { status, output } = await runCommand(args, { log, env });
      return status === 0 ? [] : [lastLines(output)];
    },
  };
}

/** A registry in the lockfile would tie everybody to ours. */
async function checkLockfile() {
  return fs
    .readFileSync(path.join(ROOT, 'yarn.lock'), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /__archiveUrl|https?:\/\/|^\s*resolved /.test(line)
        ? [`yarn.lock:${index + 1} names a host: ${line.trim()}`]
        : [],
    );
}

function lastLines(text, count = 60) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** What `yarn lint` runs. Each `run` gives the problems it found. */
export const LINT_CHECKS = [
  { name: 'lockfile', title: 'Lockfile', run: checkLockfile },
  { name: 'docs', title: 'Documentation', run: checkDocs },
  command(
    'prettier',
    'Formatting',
    tool('prettier', '--check', '--loglevel=warn', '.'),
  ),
  command(
    'secrets',
    'Secret scanning',
    tool(
      'secretlint',
      '--secretlintignore',
      '.secretlintignore',
      '**/*',
      '**/.*',
    ),
  ),
  command(
    'eslint',
    'ESLint of the packages',
    tool(
      'backstage-cli',
      ...['repo', 'lint', '--max-warnings', '0', '--format', 'unix'],
    ),
  ),
  command(
    'eslint-scripts',
    'ESLint of scripts and tests',
    tool('eslint', '--max-warnings=0', '--ext=mjs,ts,tsx', 'scripts', 'test'),
  ),
];

export const TYPE_CHECK = command('tsc', 'Types', tool('tsc'));

/** Needs the declarations that the type check writes. */
export const API_CHECK = command(
  'api-reports',
  'API reports',
  tool(
    'backstage-repo-tools',
    ...['api-reports', 'plugins/*', '--ci', '--validate-release-tags'],
    ...[
      '-o',
      'ae-undocumented,ae-wrong-input-file-type,ae-forgotten-export,ae-unresolved-link',
    ],
  ),
);
