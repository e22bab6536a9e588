import { Router } from 'express';
import { z } from 'zod';
import type {
  DeviceOperations,
  SyncRequest,
} from '../../device/DeviceOperations';
import { McpdError } from '../errors';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';

const runBody = z.looseObject({
  command: z.literal('run'),
  utilCmdArgs: z.string().optional(),
  standby: z.boolean().optional(),
  offline: z.boolean().optional(),
  online: z.boolean().optional(),
});

function runOf(body: unknown, path: string) {
  const parsed = runBody.safeParse(body);
  if (!parsed.success)
    throw McpdError.schema(`The command of ${path} must be "run".`);
  return parsed.data;
}

/** `config-sync to-group NAME`, `config-sync from-group NAME [force-full-load-push]`. */
function syncRequest(args: string): SyncRequest {
  const words = args.trim().split(/\s+/);
  const [verb, ...rest] = words;
  const force = rest.includes('force-full-load-push');
  const [direction, deviceGroup] = rest.filter(
    word => word !== 'force-full-load-push' && word !== 'recover-sync',
  );
  if (
    verb !== 'config-sync' ||
    (direction !== 'to-group' && direction !== 'from-group') ||
    !deviceGroup
  )
    throw McpdError.schema(`"${args}" unexpected argument`);
  return {
    direction,
    deviceGroup: deviceGroup.replace(/^\/Common\//, ''),
    force,
  };
}

/** `cm` and `sys/failover`: commands for the unit within its cluster. */
export function clusterCommands(options: {
  operations: DeviceOperations;
  writer: ConfigurationWriter;
}): Router {
  const { operations, writer } = options;
  const router = Router();

  // Only administrators get here with a POST; see `authorize`.
  router.post('/mgmt/tm/cm', (request, response) => {
    const { utilCmdArgs = '' } = runOf(request.body, 'cm');
    writer.assertIdle();
    operations.sync(syncRequest(utilCmdArgs));
    response.json({ kind: 'tm:cm:runstate', command: 'run', utilCmdArgs });
  });

  router.post('/mgmt/tm/sys/failover', (request, response) => {
    const body = runOf(request.body, 'sys/failover');
    const word = body.utilCmdArgs?.trim().split(/\s+/)[0];
    if (body.standby || word === 'standby') operations.standby();
    else if (body.offline || word === 'offline') operations.setOnline(false);
    else if (body.online || word === 'online') operations.setOnline(true);
    else
      throw McpdError.schema(
        'one of the following options must be specified: offline, online, standby',
      );
    response.json({ ...body, kind: 'tm:sys:failover:runstate' });
  });
  return router;
}
