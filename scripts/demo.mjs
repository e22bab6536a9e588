// `npm start`: the demo portal with everything that it needs. Expects the tools and
// dependencies that toolchain.mjs provides.
//
// PORTAL_FRONTEND_URL, PORTAL_BACKEND_URL, PORTAL_BACKEND_PORT and PORTAL_DATA_DIR
// move it elsewhere.
import { Portal } from './lib/portal.mjs';

const portal = new Portal();
const asked = new Promise(resolve => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => resolve('asked'));
  }
});

try {
  const outcome = await Promise.race([asked, portal.start(), portal.failed]);
  if (outcome !== 'asked') {
    console.log(
      `Ready: ${portal.frontendUrl} (backend ${portal.backendUrl}), Ctrl-C stops everything`,
    );
    await Promise.race([asked, portal.failed]);
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
console.log('Stopping …');
await portal.stop();
process.exit();
