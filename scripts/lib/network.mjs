// Ports and answers on this machine.
import net from 'node:net';

/** Whether something listens on a port. */
export function isTaken(port, host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', error =>
      error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
}

/** A port that nothing listens on at the moment. */
export function freePort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Asks again and again until `attempt` gives a result.
 *
 * @param what - for the error: `the backend to be ready`
 * @param attempt - gives `undefined`, or throws, as long as it is too early
 */
export async function waitFor(what, attempt, { timeoutMs, intervalMs = 500 }) {
  const deadline = Date.now() + timeoutMs;
  let reason = 'no answer';
  while (Date.now() < deadline) {
    try {
      const result = await attempt();
      if (result !== undefined) {
        return result;
      }
    } catch (error) {
      reason = error.cause?.message ?? error.message;
    }
    await new Promise(resolve => setTimeout(resolve, intervalMs));
  }
  throw new Error(
    `Waited ${timeoutMs / 1000} s in vain for ${what} (${reason}).`,
  );
}

/** Fetches JSON; fails on any status but 2xx. */
export async function fetchJson(url, init) {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(10_000),
    ...init,
  });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return response.json();
}
