import { EventEmitter } from 'node:events';
import {
  addFactoryDefaults,
  FactoryFiles,
  isTrustDomainGroup,
} from './factoryDefaults';
import {
  ConfigurationChange,
  ConfigurationState,
  NewFile,
  NewObject,
  parseTableKey,
  SyncState,
  TableName,
} from './changes';
import { ObjectNumbers } from './ObjectNumbers';
import { ObjectTable } from './ObjectTable';
import { TableChange, TableSet } from './TableSet';
import { virtualAddressOf } from './destination';
import { parentFolder, splitFullPath } from './paths';
import { resolveClientSsl, ResolvedClientSsl } from './clientSslInheritance';
import {
  CertificateFile,
  CertKeyChainEntry,
  ClientSslProfile,
  ConfigurationObject,
  DeviceGroup,
  DeviceIdentity,
  FailoverState,
  Folder,
  KeyFile,
  OpaqueObject,
  Partition,
  ServerSslProfile,
  User,
  VirtualAddress,
  VirtualServer,
} from './types';

const FAILOVER_CHANGE: TableChange = {
  table: 'state',
  fullPath: 'failover',
  action: 'put',
};

/**
 * The running configuration of one simulated BIG-IP: what its `mcpd` holds.
 * Every write raises the configuration generation and is announced at once, so
 * that answers and the TLS data plane always show the same state.
 */
export class DeviceConfiguration {
  readonly #tables = new TableSet(change => this.#changed(change));
  readonly partitions = this.#table<Partition>('partitions', p => p.name);
  readonly folders = this.#table<Folder>('folders', f => f.fullPath);
  readonly certificateFiles =
    this.#objects<CertificateFile>('certificateFiles');
  readonly keyFiles = this.#objects<KeyFile>('keyFiles');
  /** Device trust (`cm/cert`, `cm/key`): not visible in `sys/file`. */
  readonly trustCertificates =
    this.#objects<CertificateFile>('trustCertificates');
  readonly trustKeys = this.#objects<KeyFile>('trustKeys');
  readonly clientSslProfiles =
    this.#objects<ClientSslProfile>('clientSslProfiles');
  readonly serverSslProfiles =
    this.#objects<ServerSslProfile>('serverSslProfiles');
  readonly virtualServers = this.#objects<VirtualServer>('virtualServers');
  readonly virtualAddresses = this.#objects<VirtualAddress>('virtualAddresses');
  readonly deviceGroups = this.#table<DeviceGroup>('deviceGroups', g => g.name);
  readonly users = this.#table<User>('users', u => u.name);

  readonly #events = new EventEmitter().setMaxListeners(0);
  #generation = 1;
  #failoverState: FailoverState = 'active';
  #failoverSince: Date;
  readonly #bootTime: Date;
  #trusted: DeviceConfiguration[] = [this];
  readonly #sync = new Map<string, SyncState>();
  readonly #numbers = new ObjectNumbers();

  constructor(
    readonly identity: DeviceIdentity,
    private readonly clock: () => Date = () => new Date(),
  ) {
    this.#bootTime = clock();
    this.#failoverSince = this.#bootTime;
    this.folders.put({
      fullPath: '/',
      trafficGroup: '/Common/traffic-group-1',
    });
    this.addPartition({ name: 'Common' });
    this.#generation = 1;
  }

  /** Configuration generation: rises with every write. */
  get generation(): number {
    return this.#generation;
  }

  /** Clock of the device. */
  now(): Date {
    return this.clock();
  }

  /** Calls the listener at each change. @returns a function that ends that. */
  onChange(listener: (change: ConfigurationChange) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /** Objects of a fresh installation; see {@link FactoryFiles}. */
  addFactoryDefaults(files: FactoryFiles): void {
    addFactoryDefaults(this, files);
  }

  /** Adds a partition and its folder. */
  addPartition(partition: Partition): Partition {
    this.ensureFolder(`/${partition.name}`);
    return this.partitions.put(partition);
  }

  addFolder(folder: Folder): Folder {
    this.ensureFolder(parentFolder(folder.fullPath));
    return this.folders.put(folder);
  }

  /** Adds a certificate or bundle; dates and revision get defaults. */
  addCertificateFile(file: NewFile<CertificateFile>): CertificateFile {
    return this.#add(this.certificateFiles, {
      ...this.#fileDefaults(),
      ...file,
    });
  }

  addKeyFile(file: NewFile<KeyFile>): KeyFile {
    return this.#add(this.keyFiles, {
      ...this.#fileDefaults(),
      securityType: 'normal',
      ...file,
    });
  }

  addTrustCertificate(file: NewFile<CertificateFile>): CertificateFile {
    return this.#add(this.trustCertificates, {
      ...this.#fileDefaults(),
      ...file,
    });
  }

  addTrustKey(file: NewFile<KeyFile>): KeyFile {
    return this.#add(this.trustKeys, {
      ...this.#fileDefaults(),
      securityType: 'normal',
      ...file,
    });
  }

  addClientSslProfile(profile: NewObject<ClientSslProfile>): ClientSslProfile {
    return this.#add(this.clientSslProfiles, {
      ...profile,
      defaultsFrom: this.#parent(profile, '/Common/clientssl'),
    });
  }

  addServerSslProfile(profile: NewObject<ServerSslProfile>): ServerSslProfile {
    return this.#add(this.serverSslProfiles, {
      ...profile,
      defaultsFrom: this.#parent(profile, '/Common/serverssl'),
    });
  }

  /**
   * Adds a virtual server. What it refers to comes to exist with it where it
   * does not yet: its virtual address (as on a device), pool, rules, policies.
   */
  addVirtualServer(virtual: NewObject<VirtualServer>): VirtualServer {
    const { destination, pool, rules = [], policies = [] } = virtual;
    const address = virtualAddressOf(destination);
    if (address && !this.virtualAddresses.has(address.fullPath))
      this.addVirtualAddress(address);
    const implied = [
      ...(pool ? [['ltm/pool', pool]] : []),
      ...rules.map(rule => ['ltm/rule', rule]),
      ...policies.map(policy => ['ltm/policy', policy]),
    ];
    for (const [collection, fullPath] of implied) {
      if (!this.opaqueObjects(collection).has(fullPath))
        this.addOpaqueObject({ collection, fullPath, attributes: {} });
    }
    return this.#add(this.virtualServers, virtual);
  }

  addVirtualAddress(address: NewObject<VirtualAddress>): VirtualAddress {
    return this.#add(this.virtualAddresses, address);
  }

  /**
   * Adds an object that is kept as iControl REST writes it; its collection
   * answers from then on.
   */
  addOpaqueObject(
    object: Omit<OpaqueObject, 'generation'> & { generation?: number },
  ): OpaqueObject {
    return this.opaqueObjects(object.collection).put({
      ...object,
      generation: object.generation ?? this.#generation + 1,
    });
  }

  /** Objects of one collection path below `/mgmt/tm`. */
  opaqueObjects(collection: string): ObjectTable<OpaqueObject> {
    return (
      this.#tables.get<OpaqueObject>('opaqueObjects', collection) ??
      this.#tables.add<OpaqueObject>(
        'opaqueObjects',
        object => object.fullPath,
        collection,
      )
    );
  }

  /** Collection paths that hold opaque objects. */
  opaqueCollections(): readonly string[] {
    return this.#tables.collections;
  }

  /** Certificates and keys that a profile really uses, and where they come from. */
  resolveClientSsl(profile: ClientSslProfile): ResolvedClientSsl {
    return resolveClientSsl(profile, this.clientSslProfiles);
  }

  /** The chain of {@link resolveClientSsl}; empty when there is no profile. */
  resolvedCertKeyChain(profilePath: string): readonly CertKeyChainEntry[] {
    const profile = this.clientSslProfiles.get(profilePath);
    return profile ? this.resolveClientSsl(profile).certKeyChain : [];
  }

  get failoverState(): FailoverState {
    return this.#failoverState;
  }

  /** When the device took its fail-over state. */
  get failoverSince(): Date {
    return this.#failoverSince;
  }

  /** When the device was started. */
  get bootTime(): Date {
    return this.#bootTime;
  }

  setFailoverState(state: FailoverState): void {
    this.#failoverState = state;
    this.#failoverSince = this.now();
    this.#changed(FAILOVER_CHANGE);
  }

  /** Devices of the trust domain, this one included, ordered by host name. */
  get trustedDevices(): readonly DeviceConfiguration[] {
    return this.#trusted;
  }

  /** Sync state of a device group; `In Sync` unless set otherwise. */
  syncState(deviceGroup: string): SyncState {
    return this.#sync.get(deviceGroup) ?? { status: 'In Sync' };
  }

  setSyncState(deviceGroup: string, state: SyncState): void {
    this.#sync.set(deviceGroup, state);
    this.#changed({
      table: 'state',
      fullPath: deviceGroup,
      action: 'put',
    });
  }

  /** Makes devices trust each other, so that each one's `cm/device` lists all. */
  static trust(devices: readonly DeviceConfiguration[]): void {
    const domain = [...devices].sort((a, b) =>
      a.identity.hostname < b.identity.hostname ? -1 : 1,
    );
    for (const device of domain) {
      device.#trusted = domain;
      for (const group of device.deviceGroups) {
        if (!isTrustDomainGroup(group.name)) continue;
        device.deviceGroups.put({
          ...group,
          devices: domain.map(({ identity }) => identity.hostname),
        });
      }
      device.#changed({ table: 'state', fullPath: 'trust', action: 'put' });
    }
  }

  /** Everything that a write can change, at this moment. Cheap. */
  capture(): ConfigurationState {
    return this.#tables.capture();
  }

  /**
   * Takes a captured state over as a whole; listeners are told of what became
   * different once all of it is in place.
   */
  restore(state: ConfigurationState, generation = this.#generation + 1): void {
    this.#addMissingTables(state);
    const changes = this.#tables.restore(state);
    if (changes.length === 0) return;
    this.#generation = Math.max(generation, this.#generation);
    changes.forEach(change => this.#announce(change));
  }

  /** A copy to try a change on: nobody listens to it, nothing serves it. */
  fork(): DeviceConfiguration {
    const copy = new DeviceConfiguration(this.identity, this.clock);
    const state = this.capture();
    copy.#addMissingTables(state);
    copy.#tables.load(state);
    copy.#generation = this.#generation;
    copy.#trusted = this.#trusted;
    copy.#failoverState = this.#failoverState;
    return copy;
  }

  #addMissingTables(state: ConfigurationState): void {
    for (const key of state.keys()) {
      const { collection } = parseTableKey(key);
      if (collection !== undefined) this.opaqueObjects(collection);
    }
  }

  /** A number that stays with an object: `vsIndex`, numbers of files on disk. */
  objectNumber(kind: string, fullPath: string): number {
    return this.#numbers.of(kind, fullPath);
  }

  /** Every profile but the first of its kind has a parent. */
  #parent(
    profile: { fullPath: string; defaultsFrom?: string },
    base: string,
  ): string | undefined {
    if (profile.fullPath === base) return undefined;
    return profile.defaultsFrom ?? base;
  }

  /** Creates the missing folders of a path; the partition's comes first. */
  private ensureFolder(fullPath: string): void {
    if (fullPath === '/' || this.folders.has(fullPath)) return;
    this.ensureFolder(parentFolder(fullPath));
    this.folders.put({ fullPath });
    const { name, partition } = splitFullPath(fullPath);
    if (!partition && !this.partitions.has(name)) this.partitions.put({ name });
  }

  #add<T extends ConfigurationObject>(
    table: ObjectTable<T>,
    object: Omit<T, 'generation'> & { generation?: number },
  ): T {
    const { fullPath } = object as Pick<T, 'fullPath'>;
    this.ensureFolder(parentFolder(fullPath));
    const now = this.now();
    return table.put({
      creationTime: table.get(fullPath)?.creationTime ?? now,
      lastModifiedTime: now,
      ...object,
      generation: object.generation ?? this.#generation + 1,
    } as T);
  }

  #fileDefaults() {
    const now = this.now();
    return {
      createTime: now,
      lastUpdateTime: now,
      createdBy: 'admin',
      updatedBy: 'admin',
      mode: 0o100644,
      revision: 1,
    };
  }

  #objects<T extends ConfigurationObject>(name: TableName): ObjectTable<T> {
    return this.#table<T>(name, object => object.fullPath);
  }

  #table<T>(name: TableName, key: (object: T) => string): ObjectTable<T> {
    return this.#tables.add<T>(name, key);
  }

  #changed(change: TableChange): void {
    this.#generation += 1;
    this.#announce(change);
  }

  #announce(change: TableChange): void {
    this.#events.emit('change', {
      ...change,
      generation: this.#generation,
    } satisfies ConfigurationChange);
  }
}
