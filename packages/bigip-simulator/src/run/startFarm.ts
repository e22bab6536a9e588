import { Cluster } from '../cluster';
import type { DeviceConfiguration } from '../configuration';
import { SimulatedDevice } from '../device/SimulatedDevice';
import {
  Farm,
  generateFarm,
  loadFarm,
  PlaceVirtualServer,
  readFarmFile,
  resolveReference,
  SizeOptions,
} from '../farm';
import {
  DirectoryMaterialCache,
  MaterialCache,
  MemoryMaterialCache,
} from '../pki';
import { TlsDataPlane } from '../tls';
import { RunningDevice, RunningFarm } from './RunningFarm';

const DEFAULT_LISTEN = { host: '127.0.0.1', port: 8443 };

/** Virtual servers of generated farms listen here and, without 127.0.0.0/8, above. */
const DEFAULT_DATA_PORT = 20443;

/**
 * How to start a farm: from a file, or of a size.
 *
 * @public
 */
export interface StartFarmOptions {
  /** Path of a farm file. */
  farmFile?: string;
  /** Makes a farm of a size instead. */
  size?: SizeOptions;
  /** Folder that keeps keys and signatures, for the same certificates after a restart. */
  cacheDirectory?: string;
  /** Moment that relative dates count from; today, or the cached one, unless given. */
  reference?: Date;
  /** TMOS version of all devices; that of the farm file unless given. */
  version?: string;
  /** Added to every management call, in milliseconds. */
  latencyMs?: number;
  /**
   * Management interface of the first device; the others count up. Port 0
   * takes free ones. Default 127.0.0.1:8443.
   */
  listen?: { host: string; port: number };
  /**
   * Port of the virtual servers of a farm of a size (default 20443). 0 takes
   * free ones, for tests, also instead of those of a farm file.
   */
  dataPort?: number;
  /** `false` opens no virtual server. */
  dataPlane?: boolean;
  /**
   * Adds `/control` to the management interface of every device: faults,
   * reboots and the like for everybody who can reach it. Off unless given.
   */
  faults?: boolean;
  /** How long a synchronisation within a cluster takes, in milliseconds (400). */
  syncMs?: number;
  /** Told what could not be served and why. */
  onProblem?: (message: string) => void;
}

/**
 * Starts a farm of simulated BIG-IPs: management interfaces and virtual servers.
 *
 * @throws FarmFileError when the farm file cannot be used
 * @public
 */
export async function startFarm(
  options: StartFarmOptions,
): Promise<RunningFarm> {
  const plane = new TlsDataPlane({ onProblem: options.onProblem });
  const started: SimulatedDevice[] = [];
  const clusters: Cluster[] = [];
  const close = async () => {
    clusters.forEach(cluster => cluster.close());
    await Promise.all(started.map(device => device.close()));
    await plane.close();
  };
  try {
    const farm = await createFarm(options, plane);
    const devices: RunningDevice[] = [];
    for (const [index, device] of farm.devices.entries()) {
      const simulator = SimulatedDevice.create({
        configuration: device.configuration,
        managementCertificate: device.management,
        latencyMs: options.latencyMs,
        control: options.faults,
      });
      const { host, port } = options.listen ?? DEFAULT_LISTEN;
      const address = await simulator.listen(
        host,
        port === 0 ? 0 : port + index,
      );
      started.push(simulator);
      devices.push(new RunningDevice(device, simulator, address, plane));
    }
    clusters.push(...formClusters(started, options));
    if (options.dataPlane !== false) {
      await plane.serve(farm.devices);
    }
    return new RunningFarm({ farm, devices, plane, close });
  } catch (error) {
    await close();
    throw error;
  }
}

/** Puts the devices that share a sync-failover group into one cluster. */
function formClusters(
  devices: readonly SimulatedDevice[],
  { syncMs }: StartFarmOptions,
): Cluster[] {
  const clusters: Cluster[] = [];
  const joined = new Set<DeviceConfiguration>();
  for (const { configuration } of devices) {
    const group = configuration.deviceGroups
      .list()
      .find(({ type }) => type === 'sync-failover');
    if (!group || joined.has(configuration)) continue;
    const units = devices.filter(
      device =>
        configuration.trustedDevices.includes(device.configuration) &&
        group.devices.includes(device.configuration.identity.hostname),
    );
    const cluster = new Cluster(
      units.map(unit => ({
        configuration: unit.configuration,
        save: () => unit.save(),
        isReachable: () => !unit.isDown,
      })),
      group.name,
      { syncMs },
    );
    for (const unit of units) {
      joined.add(unit.configuration);
      unit.join(cluster);
    }
    clusters.push(cluster);
  }
  return clusters;
}

async function createFarm(
  options: StartFarmOptions,
  plane: TlsDataPlane,
): Promise<Farm> {
  const { farmFile, size, version, reference: explicit } = options;
  const cache: MaterialCache = options.cacheDirectory
    ? new DirectoryMaterialCache(options.cacheDirectory)
    : new MemoryMaterialCache();
  const now = new Date();
  const place = placement(options, plane);

  if (farmFile !== undefined && size === undefined) {
    const definition = await readFarmFile(farmFile);
    const reference = await resolveReference({
      cache,
      name: `farm-${definition.seed}`,
      explicit,
      now,
    });
    return loadFarm(definition, { cache, reference, version, place });
  }
  if (size !== undefined && farmFile === undefined) {
    const reference = await resolveReference({
      cache,
      name: `size-${size.seed}`,
      explicit,
      now,
    });
    const loopbackNetwork = process.platform === 'linux';
    return generateFarm(size, {
      cache,
      reference,
      version,
      dataPort:
        loopbackNetwork && options.dataPlane !== false
          ? await plane.reserveShared(options.dataPort ?? DEFAULT_DATA_PORT)
          : options.dataPort || DEFAULT_DATA_PORT,
      place: loopbackNetwork ? undefined : place,
    });
  }
  throw new Error('Give either farmFile or size');
}

/**
 * Takes a free port where one is asked for, before the configuration that names
 * it is built. A host that this machine does not have (IPv6, often) is no reason
 * to fail: the virtual server cannot be reached, as happens to real ones.
 */
function placement(
  { dataPort, dataPlane, onProblem }: StartFarmOptions,
  plane: TlsDataPlane,
): PlaceVirtualServer {
  return async wanted => {
    const free = dataPort === 0 || wanted.port === 0;
    if (!free || dataPlane === false) {
      return wanted;
    }
    try {
      return await plane.reserve({ host: wanted.host, port: 0 });
    } catch (error) {
      onProblem?.(`Cannot listen on ${wanted.host}: ${error}`);
      return wanted;
    }
  };
}
