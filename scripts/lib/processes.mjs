// Child processes that live as long as the demo: each in a process group of its
// own, with its output in a log, and stopped together with everything it started.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { displayPath } from './paths.mjs';

const GRACE_MS = 10_000;
const running = new Set();

/** Something that runs beside us. */
export class ManagedProcess {
  #child;
  #stopping = false;

  /**
   * @param name - what people call it
   * @param command - executable and arguments
   * @param options - `log`: file that gets all output; `stopSignal`: how to ask it
   *   to end; `isDatabase`: whether others must end first; `onLine`: called with each line of standard output; the rest as for `spawn`
   */
  constructor(name, [executable, ...args], options) {
    const {
      log,
      stopSignal = 'SIGTERM',
      isDatabase = false,
      onLine,
      ...spawnOptions
    } = options;
    this.name = name;
    this.log = log;
    this.isDatabase = isDatabase;
    this.stopSignal = stopSignal;
    const output = fs.openSync(log, 'w');
    this.#child = spawn(executable, args, {
      ...spawnOptions,
      detached: true,
      stdio: ['ignore', onLine ? 'pipe' : output, output],
    });
    running.add(this);
    this.exited = new Promise(resolve => {
      this.#child.on('error', error => resolve(error.message));
      this.#child.on('exit', (code, signal) =>
        resolve(signal ? `signal ${signal}` : `status ${code}`),
      );
    });
    if (onLine) {
      this.#readLines(onLine, log);
    }
    fs.closeSync(output);
  }

  /** Rejects when the process ends although nobody asked it to. */
  async failure() {
    const reason = await this.exited;
    if (this.#stopping) {
      // Being stopped is no failure: whoever stops us goes on from there.
      await new Promise(() => {});
    }
    throw new Error(
      `${this.name} ended with ${reason}. Its log is ${displayPath(
        this.log,
      )}:\n${tail(this.log)}`,
    );
  }

  /** Ends the process and all that it started. */
  async stop() {
    this.#stopping = true;
    const { pid } = this.#child;
    if (pid === undefined) {
      return;
    }
    signalGroup(pid, this.stopSignal);
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
    await this.exited;
    clearTimeout(timer);
    // The leader is gone; what it left behind goes too.
    signalGroup(pid, 'SIGKILL');
    running.delete(this);
  }

  #readLines(onLine, log) {
    let rest = '';
    this.#child.stdout.setEncoding('utf8').on('data', text => {
      fs.appendFileSync(log, text);
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      lines.forEach(onLine);
    });
  }
}

/** Ends everything that was started and not stopped; databases after their users. */
export async function stopAll() {
  const parts = [...running];
  const stop = some => Promise.all(some.map(part => part.stop()));
  await stop(parts.filter(part => !part.isDatabase));
  await stop(parts.filter(part => part.isDatabase));
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/** The last lines of a log. */
export function tail(log, lines = 15) {
  return fs
    .readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map(line => `  ${line}`)
    .join('\n');
}
