import { Router } from 'express';
import type { DeviceConfiguration } from '../../configuration';
import type { DeviceFiles } from '../../device/DeviceFiles';
import type { DeviceOperations } from '../../device/DeviceOperations';
import { callerOf } from '../auth/authenticate';
import { FrameworkError, McpdError } from '../errors';
import { nameFromUrl, qualified } from '../model/Links';
import { baseMac } from '../resources/devices';
import { FILE_OBJECT_VIEWS, fileObjectAnswer } from '../resources/crypto';
import { buildDate } from '../stats/system';
import type { VersionProfile } from '../version/VersionProfile';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';
import { packageRoutes } from './packages';
import { utilityRoutes } from './utilities';

/** Workers that say when they are up. */
const AVAILABLE =
  /^\/mgmt\/(tm\/(auth|cm|ltm|net|sys)|shared\/(authn\/login|authz\/tokens|echo-query|identified-devices\/config\/device-info))\/available$/;

/**
 * What the REST framework itself answers: `/mgmt/shared`, the file objects of
 * `adc` and `available`. Its links carry no version.
 */
export function workerRoutes(options: {
  configuration: DeviceConfiguration;
  version: VersionProfile;
  files: DeviceFiles;
  operations: DeviceOperations;
  writer: ConfigurationWriter;
}): Router {
  const { configuration } = options;
  const router = Router();

  router.get('/mgmt/shared/echo-query', (request, response) => {
    const at = request.originalUrl.indexOf('?');
    response.json({
      queryString: at < 0 ? '' : request.originalUrl.slice(at + 1),
      generation: 0,
      lastUpdateMicros: 0,
      kind: 'shared:echo-query:echoquerystate',
      selfLink: 'https://localhost/mgmt/shared/echo-query',
    });
  });

  router.get(
    '/mgmt/shared/identified-devices/config/device-info',
    (_request, response) => {
      response.json(deviceInfo(configuration));
    },
  );

  router.get('/mgmt/shared/bigip-failover-state', (_request, response) => {
    response.json({
      pollCyclePeriodMillis: 3_600_000,
      nextPollTime: new Date(+configuration.now() + 1_800_000).toISOString(),
      failoverState: configuration.failoverState.split('-').pop(),
      isActiveDevice: configuration.failoverState === 'active',
      generation: 1,
      lastUpdateMicros: +configuration.failoverSince * 1000,
      kind: 'shared:bigip-failover-state:bigipfailoverstate',
      selfLink: 'https://localhost/mgmt/shared/bigip-failover-state',
    });
  });

  router.get('/mgmt/shared/authz/users/:name', (request, response) => {
    const user = configuration.users.get(request.params.name);
    if (
      !user ||
      (callerOf(response).role !== 'admin' && callerOf(response) !== user)
    )
      throw new FrameworkError(
        404,
        `Object not found - /shared/authz/users/${request.params.name}`,
      );
    response.json({
      name: user.name,
      displayName: user.name,
      shell: user.role === 'admin' ? '/usr/bin/tmsh' : '/sbin/nologin',
      generation: 1,
      lastUpdateMicros: 0,
      kind: 'shared:authz:users:usersworkerstate',
      selfLink: `https://localhost/mgmt/shared/authz/users/${user.name}`,
    });
  });

  for (const view of FILE_OBJECT_VIEWS) {
    const table = view.path.endsWith('cert')
      ? configuration.certificateFiles
      : configuration.keyFiles;
    const answer = (file: NonNullable<ReturnType<typeof table.get>>) =>
      fileObjectAnswer(
        view,
        file,
        configuration.objectNumber(view.path, file.fullPath),
      );
    router.get(`/mgmt/tm/${view.path}`, (_request, response) => {
      const items = [...table].map(answer);
      response.json({
        items,
        generation: items.length,
        lastUpdateMicros: 0,
        kind: `${view.kind}:fileobjectcollectionstate`,
        selfLink: `https://localhost/mgmt/tm/${view.path}`,
      });
    });
    router.get(`/mgmt/tm/${view.path}/:name`, (request, response) => {
      const path = qualified(nameFromUrl(request.params.name));
      const file = table.get(path);
      if (!file) throw new McpdError(404, `Object not found - ${path}`);
      response.json(answer(file));
    });
  }

  router.get(AVAILABLE, (_request, response) => {
    response.json({});
  });

  router.use(packageRoutes(), utilityRoutes(options));
  return router;
}

/** The easiest source of a device's identity; `machineId` is a stable key. */
function deviceInfo(configuration: DeviceConfiguration) {
  const { identity } = configuration;
  const built = buildDate(identity);
  return {
    baseMac: baseMac(identity),
    halUuid: identity.chassisSerialNumber,
    physicalMemory: 16_384,
    platform: identity.platformId,
    chassisSerialNumber: identity.chassisSerialNumber,
    chassisType: 'individual',
    cpu: 'Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz',
    machineId: identity.machineId,
    hostname: identity.hostname,
    version: identity.version,
    product: 'BIG-IP',
    platformMarketingName: identity.marketingName,
    edition: identity.edition,
    build: identity.build,
    restFrameworkVersion: `${identity.version}-0.0.1`,
    managementAddress: identity.managementIp,
    mcpDeviceName: `/Common/${identity.hostname}`,
    isClustered: false,
    isVirtual: identity.platformId === 'Z100',
    hostMemory: 16_384,
    builtDate: built.toISOString(),
    generation: 0,
    lastUpdateMicros: 0,
    kind: 'shared:resolver:device-groups:deviceinfostate',
    selfLink:
      'https://localhost/mgmt/shared/identified-devices/config/device-info',
  };
}
