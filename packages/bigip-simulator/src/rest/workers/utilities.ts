import { Router } from 'express';
import { z } from 'zod';
import type { DeviceConfiguration } from '../../configuration';
import type { DeviceFiles } from '../../device/DeviceFiles';
import type { DeviceOperations } from '../../device/DeviceOperations';
import { McpdError } from '../errors';
import { buildDate } from '../stats/system';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';
import { UNIX_COMMANDS } from './unixCommands';

const runBody = z.object({
  command: z.literal('run'),
  utilCmdArgs: z.string().optional(),
});

interface UtilityOptions {
  configuration: DeviceConfiguration;
  files: DeviceFiles;
  operations: DeviceOperations;
  writer: ConfigurationWriter;
}

/**
 * `util/bash` knows no shell: only the commands that tools are known to send.
 * Anything else fails as an unknown command does on a device, with 200.
 */
function outputOf(
  command: string,
  { configuration, operations, writer }: UtilityOptions,
): string | undefined {
  const { identity } = configuration;
  const built = buildDate(identity);
  switch (command.trim()) {
    case 'cat /VERSION':
    case 'cat /etc/VERSION':
      return `${[
        'Product: BIG-IP',
        `Version: ${identity.version}`,
        `Build: ${identity.build}`,
        `Sequence: ${identity.version}-${identity.build}.0`,
        `BaseBuild: ${identity.build}`,
        `Edition: ${identity.edition}`,
        `Date: ${built.toUTCString()}`,
        `Built: ${built.toISOString().slice(2, 19).replace(/[-:T]/g, '')}`,
        `Changelist: ${Math.floor(+built / 500_000)}`,
        `JobID: ${Math.floor(+built / 1_500_000)}`,
      ].join('\n')}\n`;
    case 'cat /proc/uptime': {
      const seconds = Math.max(
        1,
        (+configuration.now() - +configuration.bootTime) / 1000,
      );
      return `${seconds.toFixed(2)} ${(seconds * 3.9).toFixed(2)}\n`;
    }
    case 'hostname':
      return `${identity.hostname}\n`;
    case 'tmsh save sys config':
      writer.assertIdle();
      operations.save();
      return [
        'Saving running configuration...',
        '  /config/bigip.conf',
        '  /config/bigip_base.conf',
        '  /config/bigip_user.conf',
        '',
      ].join('\n');
    case 'tmsh load sys config':
      writer.assertIdle();
      operations.load();
      return 'Loading configuration...\n  /config/bigip_base.conf\n  /config/bigip_user.conf\n  /config/bigip.conf\n';
    case 'true':
      return undefined;
    default:
      return `bash: ${command.split(' ')[0]}: command not found\n`;
  }
}

/** `util`: a few Unix commands, each at a place of its own, without a shell. */
export function utilityRoutes(options: UtilityOptions): Router {
  const router = Router();
  for (const [name, command] of Object.entries(UNIX_COMMANDS)) {
    router.post(`/mgmt/tm/util/${name}`, (request, response) => {
      const body = runBody.safeParse(request.body);
      if (!body.success)
        throw new McpdError(400, `The command of util/${name} must be "run".`);
      const { utilCmdArgs = '' } = body.data;
      const commandResult = command(utilCmdArgs, options.files);
      response.json({
        kind: `tm:util:${name}:runstate`,
        command: 'run',
        utilCmdArgs,
        ...(commandResult !== undefined && { commandResult }),
      });
    });
  }
  router.post('/mgmt/tm/util/bash', (request, response) => {
    const body = runBody.safeParse(request.body);
    if (!body.success)
      throw new McpdError(400, 'The command of util/bash must be "run".');
    const { utilCmdArgs = '' } = body.data;
    const quoted = /^-c\s+(?:"([\s\S]*)"|'([\s\S]*)')$/.exec(utilCmdArgs);
    if (!quoted)
      throw new McpdError(
        400,
        'Required format is "-c <bash command and arguments>"',
      );
    const commandResult = outputOf(quoted[1] ?? quoted[2], options);
    response.json({
      kind: 'tm:util:bash:runstate',
      command: 'run',
      utilCmdArgs,
      ...(commandResult !== undefined && { commandResult }),
    });
  });
  return router;
}
