import { RunningFarm, startFarm } from '@cmt/bigip-simulator';
import { FarmAnswer, FarmRequest } from './farm';

/** The other end of `farm.ts`: a farm in a process of its own. */
let farm: RunningFarm | undefined;

async function handle(request: FarmRequest): Promise<FarmAnswer> {
  if (request.kind === 'start') {
    farm = await startFarm(request.options);
    return {
      kind: 'started',
      devices: farm.devices.map(device => ({
        name: device.name,
        environment: device.name.replace(/-[a-z]$/, ''),
        host: device.host,
        port: device.port,
        fingerprint: device.managementFingerprint,
        ...device.reader,
        administrator: device.administrator,
        virtuals: device.virtuals.map(({ name, destination, serverNames }) => ({
          name,
          ...hostAndPort(destination),
          serverNames,
        })),
        holds: {
          certificates: device.configuration.certificateFiles.size,
          profiles:
            device.configuration.clientSslProfiles.size +
            device.configuration.serverSslProfiles.size,
          virtualServers: device.configuration.virtualServers.size,
        },
      })),
    };
  }
  if (request.kind === 'calls') {
    const devices = farm?.devices ?? [];
    const calls = devices.map(({ simulator }) => ({
      total: simulator.calls.total,
      peak: simulator.calls.peak,
    }));
    devices.forEach(({ simulator }) => simulator.calls.reset());
    return { kind: 'calls', calls };
  }
  await farm?.close();
  return { kind: 'closed' };
}

/** `host:port`, IPv6 in brackets. */
function hostAndPort(destination: string): { host: string; port: number } {
  const colon = destination.lastIndexOf(':');
  return {
    host: destination.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(destination.slice(colon + 1)),
  };
}

process.on('message', (request: FarmRequest) => {
  handle(request).then(
    answer => {
      process.send?.(answer);
      if (answer.kind === 'closed') {
        process.disconnect();
      }
    },
    error => process.send?.({ kind: 'failed', reason: String(error?.stack) }),
  );
});
