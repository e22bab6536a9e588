import { createServer, Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Express } from 'express';
import type { Cluster, ClusterStamp } from '../cluster';
import type {
  ConfigurationState,
  DeviceConfiguration,
  TmosVersion,
} from '../configuration';
import { createManagementApp } from '../rest';
import { TokenStore } from '../rest/auth/TokenStore';
import { Tasks } from '../rest/commands/Tasks';
import { Transactions } from '../rest/transactions/Transactions';
import { VersionProfile } from '../rest/version/VersionProfile';
import { ConfigurationWriter } from '../rest/write/ConfigurationWriter';
import { CallCounters } from './CallCounters';
import { CallJournal } from './CallJournal';
import { DeviceFiles } from './DeviceFiles';
import type { SyncRequest } from './DeviceOperations';
import { FaultPlan } from './faults';
import { McpdError } from '../rest/errors';

/** How long an asynchronous task takes, in milliseconds. */
const TASK_MS = 300;

/** How long a reboot takes unless somebody says so, in milliseconds. */
const REBOOT_MS = 2000;

export interface SimulatedDeviceOptions {
  configuration: DeviceConfiguration;
  /** TMOS version that answers; that of the device's identity unless given. */
  version?: TmosVersion;
  /** Added to every management call, in milliseconds. */
  latencyMs?: number;
  /** Certificate of the management interface with its key; PEM. */
  managementCertificate: { certificate: string; key: string };
  /** Adds the control endpoint: faults and incidents for whoever can reach it. */
  control?: boolean;
}

/**
 * One BIG-IP: a running configuration with its management interface. The TLS
 * data plane is separate and follows the same configuration.
 */
export class SimulatedDevice {
  readonly configuration: DeviceConfiguration;
  readonly version: VersionProfile;
  readonly tokens: TokenStore;
  /** Uploads and other files that management calls can reach. */
  readonly files: DeviceFiles;
  /** Management calls since the start or the last reset. */
  readonly calls = new CallCounters();
  /** The latest management calls, one by one. */
  readonly journal = new CallJournal();
  /** Trouble on request; none unless a test adds some. */
  readonly faults = new FaultPlan();
  /** The management interface without TLS, for tests in process. */
  readonly app: Express;

  readonly #server: Server;
  readonly #transactions: Transactions;
  readonly #tasks: Tasks;
  #saved: { state: ConfigurationState; stamp?: ClusterStamp };
  #cluster: Cluster | undefined;
  #isDown = false;
  #rebooting: Promise<void> | undefined;

  private constructor(options: SimulatedDeviceOptions) {
    const { configuration, managementCertificate } = options;
    const now = () => configuration.now();
    this.configuration = configuration;
    this.version = VersionProfile.of(
      options.version ?? configuration.identity.version,
    );
    this.tokens = new TokenStore({ now });
    this.files = new DeviceFiles(now);
    this.#saved = { state: configuration.capture() };
    const writer = new ConfigurationWriter(configuration, this.version);
    this.#transactions = new Transactions({
      configuration,
      version: this.version,
      writer,
    });
    this.#tasks = new Tasks({
      writer,
      now,
      durationMs: TASK_MS,
      run: command => (command === 'load' ? this.load() : this.save()),
    });
    this.app = createManagementApp({
      configuration,
      version: this.version,
      tokens: this.tokens,
      calls: this.calls,
      faults: this.faults,
      journal: this.journal,
      files: this.files,
      writer,
      transactions: this.#transactions,
      tasks: this.#tasks,
      operations: this,
      incidents: {
        failover: () => this.failover(),
        reboot: ({ downMs }) => {
          // Nobody waits for the end of an incident.
          this.reboot({ downMs }).catch(() => undefined);
        },
      },
      control: options.control ? this : undefined,
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
    this.#server.on('connection', socket => {
      if (this.isDown) socket.destroy();
    });
  }

  static create(options: SimulatedDeviceOptions): SimulatedDevice {
    return new SimulatedDevice(options);
  }

  /** Whether the device is away, because it reboots. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** Whether the running configuration differs from the one on disk. */
  get hasUnsavedChanges(): boolean {
    const running = this.configuration.capture();
    const { state } = this.#saved;
    return [...new Set([...running.keys(), ...state.keys()])].some(key => {
      const [a, b] = [running.get(key), state.get(key)];
      return a !== b && (a?.size ?? 0) + (b?.size ?? 0) > 0;
    });
  }

  /** Makes the device a unit of a cluster; once. */
  join(cluster: Cluster): void {
    this.#cluster = cluster;
    this.save();
  }

  /** See `DeviceOperations.save`. */
  save(): void {
    this.#saved = {
      state: this.configuration.capture(),
      stamp: this.#cluster?.stamp(this.configuration),
    };
  }

  /** See `DeviceOperations.load`. */
  load(): void {
    const { state, stamp } = this.#saved;
    if (this.#cluster && stamp)
      this.#cluster.revert(this.configuration, state, stamp);
    else this.configuration.restore(state);
  }

  /** See `DeviceOperations.sync`. */
  sync(request: SyncRequest): void {
    const { deviceGroup } = request;
    const group = this.configuration.deviceGroups.get(deviceGroup);
    if (!group)
      throw McpdError.notFound('device group', `/Common/${deviceGroup}`);
    if (this.#cluster?.deviceGroup === deviceGroup)
      this.#cluster.sync(this.configuration, request);
  }

  /** See `DeviceOperations.standby`. */
  standby(): void {
    const peer = this.#cluster
      ?.peersOf(this.configuration)
      .find(
        ({ failoverState }) =>
          failoverState !== 'forced-offline' && failoverState !== 'offline',
      );
    if (!peer || this.configuration.failoverState !== 'active') return;
    // First nobody, then the other: never two that serve one address.
    this.configuration.setFailoverState('standby');
    peer.setFailoverState('active');
  }

  /** See `DeviceOperations.setOnline`. */
  setOnline(online: boolean): void {
    if (online) {
      if (this.configuration.failoverState === 'forced-offline') this.#rejoin();
      return;
    }
    this.standby();
    this.configuration.setFailoverState('forced-offline');
  }

  /** Moves the traffic away from this unit, or to it when it has none. */
  failover(): void {
    if (this.configuration.failoverState === 'active') {
      this.standby();
      return;
    }
    const active = this.#cluster
      ?.peersOf(this.configuration)
      .find(({ failoverState }) => failoverState === 'active');
    active?.setFailoverState('standby');
    this.configuration.setFailoverState('active');
  }

  /**
   * Power-cycles the device. Connections break and none is accepted until it is
   * back; transactions, tasks, tokens and unsaved configuration are lost, files
   * stay. Traffic goes to another unit where there is one.
   *
   * @returns a promise that ends when the device is back
   */
  reboot(options: { downMs?: number } = {}): Promise<void> {
    this.#rebooting ??= this.#reboot(options.downMs ?? REBOOT_MS).finally(
      () => {
        this.#rebooting = undefined;
      },
    );
    return this.#rebooting;
  }

  async #reboot(downMs: number): Promise<void> {
    const wasForced = this.configuration.failoverState === 'forced-offline';
    this.#isDown = true;
    this.standby();
    this.configuration.setFailoverState('offline');
    this.#server.closeAllConnections();
    this.#transactions.clear();
    this.#tasks.clear();
    this.tokens.clear();
    this.load();
    this.#cluster?.onReachability();
    await sleep(downMs);
    this.#isDown = false;
    if (wasForced) this.configuration.setFailoverState('forced-offline');
    else this.#rejoin();
    this.#cluster?.onReachability();
  }

  /** Takes the traffic when nobody has it. */
  #rejoin(): void {
    const isTaken = this.#cluster
      ?.peersOf(this.configuration)
      .some(({ failoverState }) => failoverState === 'active');
    this.configuration.setFailoverState(isTaken ? 'standby' : 'active');
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
