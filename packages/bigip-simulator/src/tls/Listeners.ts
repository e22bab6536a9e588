import { createServer, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** An address and port that virtual servers can have. */
export interface Endpoint {
  host: string;
  port: number;
}

const ANY_IPV4 = '0.0.0.0';

/**
 * Listening sockets by endpoint. One socket for all addresses of a port stands
 * in for many endpoints, so that thousands of virtual servers cost one file
 * handle; it accepts nothing but loopback destinations.
 */
export class Listeners {
  readonly #servers = new Map<string, Server>();
  readonly #sockets = new Set<Socket>();
  readonly #onConnection: (socket: Socket, endpoint: Endpoint) => void;

  constructor(onConnection: (socket: Socket, endpoint: Endpoint) => void) {
    this.#onConnection = onConnection;
  }

  /** Number of listening sockets. */
  get size(): number {
    return this.#servers.size;
  }

  /** Whether connections to the endpoint arrive here. */
  has({ host, port }: Endpoint): boolean {
    return (
      this.#servers.has(keyOf({ host, port })) ||
      (isLoopbackIpv4(host) &&
        this.#servers.has(keyOf({ host: ANY_IPV4, port })))
    );
  }

  /**
   * Listens at an endpoint.
   *
   * @param endpoint - port 0 takes a free one
   * @returns the endpoint with the port really taken
   */
  async open(endpoint: Endpoint): Promise<Endpoint> {
    const server = createServer(socket => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ ...endpoint, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const opened = {
      host: endpoint.host,
      port: (server.address() as AddressInfo).port,
    };
    this.#servers.set(keyOf(opened), server);
    return opened;
  }

  /** Listens on a port for all loopback addresses (127.0.0.0/8). Linux only. */
  async openShared(port: number): Promise<number> {
    return (await this.open({ host: ANY_IPV4, port })).port;
  }

  /** Stops listening everywhere but at these endpoints; shared sockets stay. */
  async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
    const gone = [...this.#servers].filter(
      ([key]) => !wanted.has(key) && !key.startsWith(`${ANY_IPV4}:`),
    );
    await Promise.all(
      gone.map(([key, server]) => {
        this.#servers.delete(key);
        return closeServer(server);
      }),
    );
  }

  /** Stops listening and ends all connections. */
  async close(): Promise<void> {
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    this.#sockets.forEach(socket => socket.destroy());
    await Promise.all(servers.map(closeServer));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const { localAddress, localPort } = socket;
    if (localAddress === undefined || localPort === undefined) {
      socket.destroy();
      return;
    }
    this.#onConnection(socket, { host: localAddress, port: localPort });
  }
}

/** Text form of an endpoint, unique. */
export function keyOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

export function isLoopbackIpv4(host: string): boolean {
  return /^127\.\d+\.\d+\.\d+$/.test(host);
}

function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
