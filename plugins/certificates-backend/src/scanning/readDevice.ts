import { LoggerService } from '@backstage/backend-plugin-api';
import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { ConfiguredDevice } from './InventorySources';

/** A source that was told to stop gets this long before it is given up on. */
const STOP_GRACE_MS = 15_000;

/**
 * Asks a source for a snapshot and checks that it holds to its contract: the
 * right device, and an end soon after the signal.
 *
 * @remarks
 *
 * A source that ignores its abort signal cannot be stopped. It is given up on, so
 * that the scan gets its outcome, and the log says so.
 */
export async function readDevice(options: {
  device: ConfiguredDevice;
  signal: AbortSignal;
  onProgress: (progress: ScanProgress) => void;
  logger: LoggerService;
  stopGraceMs?: number;
}): Promise<DeviceSnapshot> {
  const { device, signal, onProgress, logger } = options;
  const { name } = device.descriptor;
  signal.throwIfAborted();

  let timer: NodeJS.Timeout | undefined;
  let giveUp: (() => void) | undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => {
      timer = setTimeout(() => {
        logger.error(
          `Source '${device.source.id}' goes on reading ${name} although it was told to stop; its result will be thrown away`,
        );
        reject(new Error(`Source '${device.source.id}' does not stop`));
      }, options.stopGraceMs ?? STOP_GRACE_MS).unref();
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    const snapshot = await Promise.race([
      device.source.scan({ device: name, signal, onProgress }),
      givenUp,
    ]);
    if (snapshot.device !== name) {
      throw new Error(
        `Source '${device.source.id}' answered for '${snapshot.device}' when asked for '${name}'`,
      );
    }
    return snapshot;
  } finally {
    clearTimeout(timer);
    if (giveUp) {
      signal.removeEventListener('abort', giveUp);
    }
  }
}
