import { createServer, Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { DeviceConfiguration, TmosVersion } from '../configuration';
import { createManagementApp } from '../rest';
import { TokenStore } from '../rest/auth/TokenStore';
import { VersionProfile } from '../rest/version/VersionProfile';
import { CallCounters } from './CallCounters';
import { FaultPlan } from './faults';

export interface SimulatedDeviceOptions {
  configuration: DeviceConfiguration;
  /** TMOS version that answers; that of the device's identity unless given. */
  version?: TmosVersion;
  /** Added to every management call, in milliseconds. */
  latencyMs?: number;
  /** Certificate of the management interface with its key; PEM. */
  managementCertificate: { certificate: string; key: string };
}

/**
 * One BIG-IP: a running configuration with its management interface. The TLS
 * data plane is separate and follows the same configuration.
 */
export class SimulatedDevice {
  readonly configuration: DeviceConfiguration;
  readonly version: VersionProfile;
  readonly tokens: TokenStore;
  /** Management calls since the start or the last reset. */
  readonly calls = new CallCounters();
  /** Trouble on request; none unless a test adds some. */
  readonly faults = new FaultPlan();
  /** The management interface without TLS, for tests in process. */
  readonly app: Express;

  readonly #server: Server;

  private constructor(options: SimulatedDeviceOptions) {
    const { configuration, managementCertificate } = options;
    this.configuration = configuration;
    this.version = VersionProfile.of(
      options.version ?? configuration.identity.version,
    );
    this.tokens = new TokenStore({ now: () => configuration.now() });
    this.app = createManagementApp({
      configuration,
      version: this.version,
      tokens: this.tokens,
      calls: this.calls,
      faults: this.faults,
      latencyMs: options.latencyMs ?? 0,
    });
    this.#server = createServer(
      {
        cert: managementCertificate.certificate,
        key: managementCertificate.key,
      },
      this.app,
    );
    // Longer than clients keep idle connections, so that none is cut in use.
    this.#server.keepAliveTimeout = 75_000;
  }

  static create(options: SimulatedDeviceOptions): SimulatedDevice {
    return new SimulatedDevice(options);
  }

  /**
   * Starts the management interface. Port 0 takes a free one.
   *
   * @returns where it listens, with the port really taken
   */
  async listen(
    host = '127.0.0.1',
    port = 0,
  ): Promise<{ host: string; port: number; url: string }> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const { port: taken } = this.#server.address() as AddressInfo;
    const authority = host.includes(':') ? `[${host}]` : host;
    return { host, port: taken, url: `https://${authority}:${taken}` };
  }

  /** Stops listening and ends open connections. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>(resolve =>
      this.#server.close(() => resolve()),
    );
    this.#server.closeAllConnections();
    await closed;
  }
}
