// Progress for people: one line per step, with the seconds that it took.
import path from 'node:path';
import { LOG_DIR } from './paths.mjs';

const HEARTBEAT_MS = 30_000;

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs a step and prints its line. Gives what `work` gives.
 *
 * @param work - gets the path of a log file that it may write to
 * @param describe - `detail`: text to add to the line, from the result; `failed`:
 *   whether a result is bad news, for work that reports instead of throwing
 */
export async function runStep(title, work, describe = {}) {
  const { detail = () => undefined, failed = () => false } = describe;
  const started = Date.now();
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const interactive = process.stdout.isTTY;
  const show = () =>
    process.stdout.write(
      interactive
        ? `\r\x1b[2K… ${title} (${seconds(started)})`
        : `… ${title} (${seconds(started)})\n`,
    );
  const end = (mark, text) =>
    console.log(
      `${interactive ? '\r\x1b[2K' : ''}${mark} ${title} (${seconds(started)})${
        text ? `: ${text}` : ''
      }`,
    );
  if (interactive) {
    show();
  }
  const timer = setInterval(show, interactive ? 1000 : HEARTBEAT_MS);
  try {
    const result = await work(path.join(LOG_DIR, `${name}.log`));
    end(failed(result) ? '✗' : '✓', detail(result));
    return result;
  } catch (error) {
    end('✗');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
