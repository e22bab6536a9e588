import { performance } from 'node:perf_hooks';
import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { Config } from '@backstage/config';
import { ScanProgress } from '@cmt/backstage-plugin-certificates-common';
import {
  DeviceDescriptor,
  DeviceError,
  DeviceSnapshot,
  InventorySource,
  ScanOptions,
} from '@cmt/backstage-plugin-certificates-node';
import { CallError, toDeviceError } from './client/callError';
import { Gates } from './client/gates';
import { stopped, timeoutProblem } from './client/networkError';
import { IControlSession } from './client/session';
import { Transport } from './client/transport';
import { readF5Config } from './config/readF5Config';
import { F5Config, F5Device } from './config/types';
import { observe } from './handshake/observe';
import { planHandshakes } from './handshake/plan';
import { F5Metrics, createF5Metrics, noMetrics } from './metrics';
import { DeviceReading, readDevice } from './scan/readDevice';

/** @internal */
export interface F5InventorySourceOptions {
  config: F5Config;
  logger: LoggerService;
  /** Counts nothing where absent. */
  metrics?: F5Metrics;
  /** Shared with whatever else talks to the devices. */
  gates?: Gates;
  /** Pauses before calls are repeated, in milliseconds. */
  retryDelaysMs?: readonly number[];
}

/**
 * Reads BIG-IP devices over iControl REST, and looks at what their virtual
 * servers serve.
 *
 * Guarantees: see {@link InventorySource}. Scans of one device share its gate, so
 * that it never has more than two calls to answer, however many scans run.
 *
 * @public
 */
export class F5InventorySource implements InventorySource {
  readonly id = 'f5';
  readonly #config: F5Config;
  readonly #logger: LoggerService;
  readonly #metrics: F5Metrics;
  readonly #retryDelaysMs?: readonly number[];
  readonly #devices: ReadonlyMap<string, F5Device>;
  readonly #gates: Gates;

  /**
   * Reads the devices from `certificates.f5`.
   *
   * @throws InputError that lists every problem of the configuration
   */
  static fromConfig(
    config: Config,
    options: { logger: LoggerService; metrics?: MetricsService },
  ): F5InventorySource {
    return new F5InventorySource({
      config: readF5Config(config),
      logger: options.logger,
      metrics: options.metrics && createF5Metrics(options.metrics),
    });
  }

  /** @internal */
  constructor(options: F5InventorySourceOptions) {
    this.#config = options.config;
    this.#logger = options.logger;
    this.#metrics = options.metrics ?? noMetrics;
    this.#gates = options.gates ?? new Gates();
    this.#retryDelaysMs = options.retryDelaysMs;
    this.#devices = new Map(
      options.config.devices.map(device => [device.name, device]),
    );
  }

  devices(): DeviceDescriptor[] {
    return this.#config.devices.map(device => ({
      name: device.name,
      kind: 'f5-bigip',
      host: device.host,
      port: device.port,
      site: device.site,
      environment: device.environment,
      tags: device.tags,
      ownerRef: device.ownerRef,
      tlsVerification: device.tls.mode,
      ...(device.schedule && { schedule: device.schedule }),
    }));
  }

  async scan(options: ScanOptions): Promise<DeviceSnapshot> {
    const device = this.#devices.get(options.device);
    if (!device) {
      throw new DeviceError({
        kind: 'config',
        device: options.device,
        message: `BIG-IP ${options.device} is not configured`,
        remedy: 'Add it to certificates.f5.devices, or enable it there.',
      });
    }
    try {
      return await this.#scan(device, options);
    } catch (error) {
      const deviceError = toDeviceError(error, device);
      this.#metrics.scanFailed(deviceError.kind);
      throw deviceError;
    }
  }

  async #scan(device: F5Device, options: ScanOptions): Promise<DeviceSnapshot> {
    const takenAt = new Date();
    const started = performance.now();
    const onProgress = options.onProgress ?? (() => {});
    const { reading, calls } = await this.#read(device, options, onProgress);

    const { handshakes: limits } = this.#config;
    const observations = await observe(
      limits.enabled ? planHandshakes(reading) : [],
      {
        limits,
        signal: options.signal,
        metrics: this.#metrics,
        onProgress: (done, total) =>
          onProgress({ phase: 'handshakes', done, total }),
      },
    );
    if (options.signal.aborted) {
      throw stopped('The scan', options.signal);
    }

    const { sniRequired, ...read } = reading;
    this.#logger.debug('Read BIG-IP', {
      device: device.name,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      calls,
      handshakes: observations.handshakes,
      certificates: read.certificates.length,
      profiles: read.profiles.length,
      virtualServers: read.virtualServers.length,
    });
    return {
      device: device.name,
      takenAt: takenAt.toISOString(),
      ...read,
      ...observations,
      calls,
    };
  }

  /** The management part of a scan, in a session of its own that is closed before handshakes begin. */
  async #read(
    device: F5Device,
    { signal }: ScanOptions,
    onProgress: (progress: ScanProgress) => void,
  ): Promise<{ reading: DeviceReading; calls: number }> {
    const { limits } = this.#config;
    const scope = new AbortController();
    const stop = () => scope.abort();
    const timer = setTimeout(
      () =>
        scope.abort(
          new CallError(
            'The scan',
            timeoutProblem('took too long and was ended'),
          ),
        ),
      limits.scanTimeoutMs,
    );
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) {
      stop();
    }
    try {
      const session = await IControlSession.open({
        device,
        transport: new Transport(device, limits),
        gate: this.#gates.of(device.name),
        metrics: this.#metrics,
        signal: scope.signal,
        retryDelaysMs: this.#retryDelaysMs,
      });
      let reading: DeviceReading;
      try {
        reading = await readDevice(session, {
          pageSize: limits.pageSize,
          now: Date.now(),
          onProgress,
        });
      } finally {
        // Ends the calls beside the one that failed.
        scope.abort();
        await session.close();
      }
      return { reading, calls: session.calls };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }
}
