// `npm start`: the demo portal with everything that it needs. Expects the tools and
// dependencies that toolchain.mjs provides.
//
// PORTAL_FRONTEND_URL, PORTAL_BACKEND_URL and PORTAL_DATA_DIR move it elsewhere.
import path from 'node:path';
import { onStopRequest } from './lib/endings.mjs';
import { Portal } from './lib/portal.mjs';

const { PORTAL_FRONTEND_URL, PORTAL_BACKEND_URL, PORTAL_DATA_DIR } =
  process.env;
const portal = new Portal({
  frontendUrl: PORTAL_FRONTEND_URL,
  backendUrl: PORTAL_BACKEND_URL,
  dataDir: PORTAL_DATA_DIR && path.resolve(PORTAL_DATA_DIR),
});
const asked = new Promise(resolve => {
  onStopRequest(() => resolve('asked'));
});

try {
  const outcome = await Promise.race([asked, portal.start()]);
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
