import { Socket } from 'node:net';
import { SecureContext, TLSSocket } from 'node:tls';
import {
  ConfigurationChange,
  DeviceConfiguration,
  VirtualServer,
} from '../configuration';
import { challengeGroup } from './challengeRule';
import { readClientHello } from './clientHello';
import { Endpoint, keyOf, Listeners } from './Listeners';
import { greeting, plainAnswer } from './plainAnswer';
import { PlainHttp } from './PlainHttp';
import { profileMaterial, ServableMaterial } from './profileMaterial';
import { REFUSING_CONTEXT, SecureContextCache } from './SecureContextCache';
import { selectProfile } from './selectProfile';

/** Clients that say nothing for so long are cut off. */
const IDLE_TIMEOUT_MS = 15_000;

/** Hellos with post-quantum key shares have about two kilobytes. */
const MAX_HELLO_BYTES = 64 * 1024;

/** Whether a change can decide where something listens. */
function movesListeners(change: ConfigurationChange): boolean {
  const { table, collection, fullPath } = change;
  return (
    table === 'virtualServers' ||
    collection === 'ltm/rule' ||
    (table === 'state' && fullPath === 'failover')
  );
}

/** A device whose virtual servers the data plane serves. */
export interface ServedDevice {
  configuration: DeviceConfiguration;
  /** What is served instead of what is bound, by virtual server. */
  served?: ReadonlyMap<string, ServableMaterial>;
}

interface Route {
  device: ServedDevice;
  virtualServer: string;
  /** An address of one unit: served whatever its fail-over state is. */
  ofUnit?: boolean;
}

export interface TlsDataPlaneOptions {
  /** Told what could not be served and why. */
  onProblem?: (message: string) => void;
}

/**
 * Serves the virtual servers of a farm's active devices over TLS. What a client
 * gets is looked up in the running configuration when it connects, so a change
 * is effective with the next handshake.
 *
 * A virtual server is served when it is enabled, has a client-ssl profile and a
 * place to listen; without a client-ssl profile over plain HTTP, when one of its
 * rules answers the challenges of CAs. The devices of a cluster share places, which float: the
 * active one serves. What each unit would serve is seen at places of its own;
 * see {@link TlsDataPlane.openForUnit}.
 */
export class TlsDataPlane {
  readonly #listeners = new Listeners((socket, endpoint) =>
    this.#onConnection(socket, endpoint),
  );
  readonly #contexts = new SecureContextCache();
  readonly #http = new PlainHttp();
  readonly #onProblem: (message: string) => void;
  #devices: ServedDevice[] = [];
  #routes = new Map<string, Route>();
  readonly #unitRoutes = new Map<string, Route>();
  #unsubscribe: (() => void)[] = [];
  #reconciled: Promise<void> = Promise.resolve();
  #reconcilePending = false;
  #closed = false;

  constructor(options: TlsDataPlaneOptions = {}) {
    this.#onProblem = options.onProblem ?? (() => undefined);
  }

  /** Number of listening sockets. */
  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Takes a place before there is a configuration that uses it. */
  reserve(endpoint: Endpoint): Promise<Endpoint> {
    return this.#listeners.open(endpoint);
  }

  /** Takes one port on all loopback addresses (Linux). */
  reserveShared(port: number): Promise<number> {
    return this.#listeners.openShared(port);
  }

  /**
   * Opens another place for a virtual server, that does not float: it shows what
   * this unit holds at every moment, active or not.
   */
  async openForUnit(
    device: ServedDevice,
    virtualServer: string,
  ): Promise<Endpoint> {
    const endpoint = await this.#listeners.open({ host: '127.0.0.1', port: 0 });
    this.#unitRoutes.set(keyOf(endpoint), {
      device,
      virtualServer,
      ofUnit: true,
    });
    return endpoint;
  }

  /**
   * Starts to serve devices and to follow their configurations. A place that
   * cannot be taken is a problem, not an error: the rest is served.
   */
  async serve(devices: readonly ServedDevice[]): Promise<void> {
    this.#devices = [...devices];
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    this.#unsubscribe = devices.map(({ configuration }) =>
      configuration.onChange(change => {
        if (movesListeners(change)) {
          this.#scheduleReconcile();
        }
      }),
    );
    this.#scheduleReconcile();
    await this.settled();
  }

  /** Ends when the listening sockets agree with the configurations. */
  async settled(): Promise<void> {
    for (let last; last !== this.#reconciled; ) {
      last = this.#reconciled;
      await last;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    await this.settled();
    await this.#listeners.close();
  }

  /** Changes come in bursts; one pass after the burst is enough. */
  #scheduleReconcile(): void {
    if (this.#reconcilePending || this.#closed) {
      return;
    }
    this.#reconcilePending = true;
    this.#reconciled = this.#reconciled.then(async () => {
      this.#reconcilePending = false;
      await this.#reconcile();
    });
  }

  async #reconcile(): Promise<void> {
    this.#routes = this.#computeRoutes();
    await this.#listeners.keepOnly(
      new Set([...this.#routes.keys(), ...this.#unitRoutes.keys()]),
    );
    for (const [key, { device, virtualServer }] of this.#routes) {
      const place =
        device.configuration.virtualServers.get(virtualServer)?.listen;
      if (!place || this.#listeners.has(place) || this.#closed) {
        continue;
      }
      try {
        await this.#listeners.open(place);
      } catch (error) {
        this.#onProblem(`${virtualServer} cannot listen at ${key}: ${error}`);
      }
    }
  }

  #computeRoutes(): Map<string, Route> {
    const routes = new Map<string, Route>();
    for (const device of this.#devices) {
      if (device.configuration.failoverState !== 'active') {
        continue;
      }
      for (const virtual of device.configuration.virtualServers.list()) {
        if (isServed(device.configuration, virtual)) {
          routes.set(keyOf(virtual.listen), {
            device,
            virtualServer: virtual.fullPath,
          });
        }
      }
    }
    return routes;
  }

  #onConnection(socket: Socket, endpoint: Endpoint): void {
    const key = keyOf(endpoint);
    const route = this.#unitRoutes.get(key) ?? this.#routes.get(key);
    const configuration = route?.device.configuration;
    const virtual = configuration?.virtualServers.get(route!.virtualServer);
    // The configuration may have changed since the socket was opened.
    if (
      !route ||
      !configuration ||
      !virtual ||
      !answers(configuration, virtual) ||
      (!route.ofUnit && configuration.failoverState !== 'active')
    ) {
      socket.destroy();
      return;
    }

    if (!hasTls(virtual)) {
      this.#http.serve(socket, path =>
        plainAnswer(configuration, virtual, path),
      );
      return;
    }
    readHello(socket, serverName => {
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext: this.#contextFor(route, virtual, serverName),
      });
      // Whatever a client says or leaves unsaid ends its own connection only.
      secure.on('error', () => secure.destroy());
      secure.setTimeout(IDLE_TIMEOUT_MS, () => secure.destroy());
      secure.once('data', () =>
        secure.end(
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n' +
            `\r\n${greeting(configuration, virtual)}`,
        ),
      );
    });
  }

  #contextFor(
    { device, virtualServer }: Route,
    virtual: VirtualServer,
    serverName: string | undefined,
  ): SecureContext {
    try {
      const instead = device.served?.get(virtualServer);
      if (instead) {
        return this.#contexts.get({
          certificates: [instead.certificate],
          keys: [{ pem: instead.key }],
        });
      }
      const { configuration } = device;
      const profile = selectProfile(
        clientSslProfiles(configuration, virtual),
        serverName,
      );
      const material = profile && profileMaterial(configuration, profile);
      return material && material.certificates.length > 0
        ? this.#contexts.get(material)
        : REFUSING_CONTEXT;
    } catch (error) {
      this.#onProblem(`${virtualServer} cannot serve ${serverName}: ${error}`);
      return REFUSING_CONTEXT;
    }
  }
}

/**
 * Waits for the client's hello, puts it back for the handshake and tells its
 * server name. A client that says too little in time is cut off.
 */
function readHello(
  socket: Socket,
  onHello: (serverName: string | undefined) => void,
): void {
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const reading = readClientHello(received);
    if (!reading.complete && received.length < MAX_HELLO_BYTES) {
      return;
    }
    socket.off('data', onData);
    socket.pause();
    socket.setTimeout(0);
    socket.unshift(received);
    onHello(reading.complete ? reading.serverName : undefined);
  };
  socket.setTimeout(IDLE_TIMEOUT_MS, () => socket.destroy());
  socket.on('data', onData);
}

function clientSslProfiles(
  configuration: DeviceConfiguration,
  virtual: VirtualServer,
) {
  return virtual.profiles
    .filter(({ kind }) => kind === 'client-ssl')
    .map(({ fullPath }) => configuration.clientSslProfiles.get(fullPath))
    .filter(profile => profile !== undefined)
    .map(profile => configuration.resolveClientSsl(profile));
}

function isServed(
  configuration: DeviceConfiguration,
  virtual: VirtualServer,
): virtual is VirtualServer & { listen: Endpoint } {
  return virtual.listen !== undefined && answers(configuration, virtual);
}

/** Whether there is something that answers a client: TLS, or a rule. */
function answers(
  configuration: DeviceConfiguration,
  virtual: VirtualServer,
): boolean {
  return (
    virtual.enabled &&
    (hasTls(virtual) || challengeGroup(configuration, virtual) !== undefined)
  );
}

function hasTls({ profiles }: VirtualServer): boolean {
  return profiles.some(({ kind }) => kind === 'client-ssl');
}
