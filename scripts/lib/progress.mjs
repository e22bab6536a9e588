// Progress for people: one line per step, with the seconds that it took.
import path from 'node:path';
import { LOG_DIR } from './paths.mjs';

const HEARTBEAT_MS = 30_000;

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs a step and prints its line. `work` gets the path of a log file to write to
 * and may return a text to add to the line.
 */
export async function runStep(title, work) {
  const started = Date.now();
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const interactive = process.stdout.isTTY;
  const show = () =>
    interactive
      ? process.stdout.write(`\r\x1b[2K… ${title} (${seconds(started)})`)
      : console.log(`… ${title} (${seconds(started)})`);
  if (interactive) {
    show();
  }
  const timer = setInterval(show, interactive ? 1000 : HEARTBEAT_MS);
  const end = line => console.log(interactive ? `\r\x1b[2K${line}` : line);
  try {
    const detail = await work(path.join(LOG_DIR, `${name}.log`));
    end(`✓ ${title} (${seconds(started)})${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    end(`✗ ${title} (${seconds(started)})`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
