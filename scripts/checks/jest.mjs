// Unit and integration tests of all packages, on Postgres and on SQLite.
import fs from 'node:fs';
import path from 'node:path';
import { runCommand, tool } from '../lib/command.mjs';
import { DATA_DIR, LOG_DIR, ROOT } from '../lib/paths.mjs';
import { startPostgres } from '../lib/postgres.mjs';

/** Test names carry the database that they ran on. */
const POSTGRES_TEST = /POSTGRES_18/;
const SQLITE_TEST = /SQLITE_3/;

export const JEST = {
  name: 'unit',
  title: 'Unit and integration tests',
  async run() {
    const log = path.join(LOG_DIR, 'check-unit.log');
    const report = path.join(DATA_DIR, 'test', 'jest.json');
    fs.mkdirSync(path.dirname(report), { recursive: true });
    fs.rmSync(report, { force: true });
    const postgres = await startPostgres({
      dataDir: path.join(DATA_DIR, 'test', 'postgres'),
      log: path.join(LOG_DIR, 'test-postgres.log'),
      isTest: true,
    });
    try {
      await runCommand(
        tool(
          'backstage-cli',
          ...['repo', 'test', '--watchAll=false', '--maxWorkers=2', '--silent'],
          ...['--json', `--outputFile=${report}`],
        ),
        {
          log,
          env: {
            CI: 'true',
            NODE_ENV: 'test',
            BACKSTAGE_TEST_DISABLE_DOCKER: '1',
            BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING:
              postgres.connectionString,
            REQUIRE_POSTGRES: '1',
          },
        },
      );
    } finally {
      await postgres.server.stop();
    }
    if (!fs.existsSync(report)) {
      return { failed: 1, problems: [`Jest gave no report; see ${log}`] };
    }
    return summarize(JSON.parse(fs.readFileSync(report, 'utf8')));
  },
};

function summarize(report) {
  const tests = report.testResults.flatMap(suite =>
    suite.assertionResults.map(test => ({ ...test, file: suite.name })),
  );
  const count = (...states) =>
    tests.filter(test => states.includes(test.status)).length;
  // A file that does not even load has no tests that could fail.
  const broken = report.testResults.filter(
    suite => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  const missing = [POSTGRES_TEST, SQLITE_TEST].filter(
    pattern =>
      !tests.some(
        test => test.status === 'passed' && pattern.test(test.fullName),
      ),
  );
  return {
    passed: count('passed'),
    failed: count('failed') + broken.length + missing.length,
    skipped: count('pending', 'todo', 'skipped', 'disabled'),
    problems: [
      ...tests
        .filter(test => test.status === 'failed')
        .map(test =>
          describe(test.file, test.fullName, test.failureMessages[0]),
        ),
      ...broken.map(suite =>
        describe(suite.name, 'does not run', suite.message),
      ),
      ...missing.map(pattern => `No test ran on ${pattern.source}`),
    ],
  };
}

function describe(file, name, message = '') {
  const text = message.trim().split('\n').slice(0, 25).join('\n    ');
  return `${path.relative(ROOT, file)}: ${name}\n    ${text}`;
}
