// Being asked to end, in all the ways in which that happens.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 1000;

/**
 * Calls `stop` when a signal asks us to end, and when our parent is gone: it may have
 * been killed, and some shells between npm and us die without passing signals on.
 */
export function onStopRequest(stop) {
  for (const signal of SIGNALS) {
    process.on(signal, () => stop(signal));
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(timer);
      stop('SIGHUP');
    }
  }, PARENT_CHECK_MS);
  timer.unref();
}
