import { DeviceConfiguration, User } from '../configuration';
import { SimulatedDevice } from '../device/SimulatedDevice';
import { Farm, FarmDevice } from '../farm';
import { TlsDataPlane } from '../tls';

/** A user of a device. @public */
export interface Credential {
  username: string;
  password: string;
}

/** A virtual server, as people and tools reach it. @public */
export interface VirtualServerAddress {
  /** Full path. */
  name: string;
  /** `host:port`; IPv6 in brackets. */
  destination: string;
  /** Server names that its profiles listen to. */
  serverNames: string[];
}

/** A device of a running farm. @public */
export class RunningDevice {
  readonly name: string;
  readonly configuration: DeviceConfiguration;
  readonly host: string;
  readonly port: number;
  /** `https://127.0.0.1:8443`. */
  readonly url: string;
  /** SHA-256 of the management certificate, lower-case hexadecimal. */
  readonly managementFingerprint: string;
  /** May change everything. */
  readonly administrator: Credential;
  /** May read everything; the administrator where the version has no other REST users. */
  readonly reader: Credential;

  readonly #plane: TlsDataPlane;
  readonly #device: FarmDevice;

  constructor(
    device: FarmDevice,
    /** Call counters, journal, tokens, files and faults, for tests. */
    readonly simulator: SimulatedDevice,
    address: { host: string; port: number; url: string },
    plane: TlsDataPlane,
  ) {
    this.#device = device;
    this.#plane = plane;
    this.name = device.name;
    this.configuration = device.configuration;
    this.host = address.host;
    this.port = address.port;
    this.url = address.url;
    this.managementFingerprint = device.management.fingerprint;
    this.administrator = credentialOf(device.configuration, ['admin']);
    this.reader = credentialOf(device.configuration, [
      'auditor',
      'guest',
      'admin',
    ]);
  }

  /**
   * Where this unit alone shows what it holds for a virtual server, active or
   * not: the addresses of {@link RunningDevice.virtuals} float to the active
   * unit of a cluster.
   *
   * @param virtualServer - full path
   */
  unitEndpoint(virtualServer: string): Promise<{ host: string; port: number }> {
    return this.#plane.openForUnit(this.#device, virtualServer);
  }

  get virtuals(): VirtualServerAddress[] {
    return this.configuration.virtualServers.list().map(virtual => ({
      name: virtual.fullPath,
      destination: virtual.listen
        ? authority(virtual.listen)
        : virtual.destination.replace(/^\/[^/]+\//, ''),
      serverNames: [
        ...new Set(
          virtual.profiles
            .map(({ fullPath }) =>
              this.configuration.clientSslProfiles.get(fullPath),
            )
            .map(
              profile =>
                profile &&
                this.configuration.resolveClientSsl(profile).serverName,
            )
            .filter(name => name !== undefined),
        ),
      ],
    }));
  }
}

/** A farm that listens. @public */
export class RunningFarm {
  readonly name: string;
  /** The moment that all relative dates count from. */
  readonly reference: Date;
  readonly devices: readonly RunningDevice[];
  /** PEM of the CA that issued all management certificates. */
  readonly managementCa: string;
  readonly plane: TlsDataPlane;
  readonly #close: () => Promise<void>;

  constructor(parts: {
    farm: Farm;
    devices: readonly RunningDevice[];
    plane: TlsDataPlane;
    close: () => Promise<void>;
  }) {
    this.name = parts.farm.name;
    this.reference = parts.farm.reference;
    this.managementCa = parts.farm.managementCa;
    this.devices = parts.devices;
    this.plane = parts.plane;
    this.#close = parts.close;
  }

  /** The device of that name. @throws Error when there is none */
  device(name: string): RunningDevice {
    const device = this.devices.find(candidate => candidate.name === name);
    if (!device) {
      throw new Error(
        `No device ${name}; there are ${this.devices
          .map(d => d.name)
          .join(', ')}`,
      );
    }
    return device;
  }

  /** Stops everything and ends open connections. */
  close(): Promise<void> {
    return this.#close();
  }
}

function credentialOf(
  configuration: DeviceConfiguration,
  roles: User['role'][],
): Credential {
  const users = configuration.users.list();
  const user = roles
    .map(role => users.find(candidate => candidate.role === role))
    .find(candidate => candidate !== undefined);
  if (!user) {
    throw new Error(
      `${configuration.identity.hostname} has no user of role ${roles.join(
        ', ',
      )}`,
    );
  }
  return { username: user.name, password: user.password };
}

function authority({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
