/**
 * The configuration of one simulated BIG-IP, as its `mcpd` holds it. Routes and
 * the TLS data plane read it; nothing outside this folder knows how it is stored.
 *
 * Values are kept as TMOS means them (absent is `undefined`); how a version
 * writes them (`"none"`, missing, string booleans) is the concern of `rest/`.
 */

/** A TMOS version, for example `16.1.3.3`. */
export type TmosVersion = string;

export interface Partition {
  name: string;
  description?: string;
  defaultRouteDomain?: number;
}

export interface Folder {
  /** `/Common/apps`; the root folder is `/`. */
  fullPath: string;
  /** Device group that replicates it; inherited when `undefined`. */
  deviceGroup?: string;
  trafficGroup?: string;
  description?: string;
}

/** State common to all configuration objects. */
export interface ConfigurationObject {
  /** `/Partition/folder/name`. */
  fullPath: string;
  /** Configuration generation of the last write. */
  generation: number;
  /** iApp that owns it. */
  appService?: string;
  description?: string;
  metadata?: { name: string; persist: string; value?: string }[];
  /** Set by the store. */
  creationTime?: Date;
  /** Set by the store. */
  lastModifiedTime?: Date;
}

/** A file object: the raw bytes are the truth, metadata are derived from them. */
export interface FileObject extends ConfigurationObject {
  content: Buffer;
  createTime: Date;
  lastUpdateTime: Date;
  createdBy: string;
  updatedBy: string;
  mode: number;
  revision: number;
  sourcePath?: string;
  /** Factory files only. */
  systemPath?: string;
}

export interface CertificateFile extends FileObject {
  issuerCert?: string;
  certValidationOptions?: string[];
}

export interface KeyFile extends FileObject {
  securityType: 'normal' | 'password' | 'fips' | 'nethsm';
  /** Clear text; answers show a `$M$` form of it. */
  passphrase?: string;
}

export interface CertKeyChainEntry {
  name: string;
  cert: string;
  key: string;
  chain?: string;
  passphrase?: string;
  usage?: 'SERVER' | 'CA';
  /** Further attributes, as iControl REST writes them: `ocspStaplingParams`. */
  attributes?: Readonly<Record<string, unknown>>;
}

export interface ClientSslProfile extends ConfigurationObject {
  defaultsFrom?: string;
  /** `undefined` means inherited from `defaultsFrom`. */
  certKeyChain?: CertKeyChainEntry[];
  serverName?: string;
  sniDefault: boolean;
  sniRequire: boolean;
  caFile?: string;
  clientCertCa?: string;
  crlFile?: string;
  proxyCaCert?: string;
  proxyCaKey?: string;
  ciphers?: string;
  mode?: 'enabled' | 'disabled';
  /**
   * Further attributes, as iControl REST writes them; they take the place of
   * the default values.
   */
  attributes?: Record<string, unknown>;
}

export interface ServerSslProfile extends ConfigurationObject {
  defaultsFrom?: string;
  cert?: string;
  key?: string;
  chain?: string;
  /** Of the key; clear text. */
  passphrase?: string;
  caFile?: string;
  crlFile?: string;
  peerCertMode?: 'ignore' | 'require';
  serverName?: string;
  authenticateName?: string;
  /**
   * Further attributes, as iControl REST writes them; they take the place of
   * the default values.
   */
  attributes?: Record<string, unknown>;
}

export interface VirtualServerProfile {
  /** Full path of the profile. */
  fullPath: string;
  /** Kind as in the collection's path: `client-ssl`, `server-ssl`, `tcp`, `http`. */
  kind: string;
  context: 'all' | 'clientside' | 'serverside';
}

export interface VirtualServer extends ConfigurationObject {
  /** As iControl REST writes it: `/Common/10.1.1.1%2:443`, `/Common/2001:db8::1.443`. */
  destination: string;
  enabled: boolean;
  ipProtocol: string;
  pool?: string;
  rules?: string[];
  profiles: VirtualServerProfile[];
  /** Policies (`ltm/policy`) it applies. */
  policies?: string[];
  /** Where the data plane of the simulator really listens for it. */
  listen?: { host: string; port: number };
  /**
   * Further attributes, as iControl REST writes them; they take the place of
   * the default values.
   */
  attributes?: Record<string, unknown>;
}

export interface VirtualAddress extends ConfigurationObject {
  /** With the route domain where it is not the default: `10.1.1.1%2`. */
  address: string;
}

/**
 * Any other object that matters here only because it can name a certificate:
 * monitors, validators, bundle managers, the management web server. Kept as
 * iControl REST writes it.
 */
export interface OpaqueObject {
  /** Collection path below `/mgmt/tm`: `ltm/monitor/https`. */
  collection: string;
  fullPath: string;
  generation: number;
  attributes: Record<string, unknown>;
}

export interface DeviceGroup {
  name: string;
  type: 'sync-only' | 'sync-failover';
  autoSync: boolean;
  saveOnAutoSync: boolean;
  fullLoadOnSync: boolean;
  networkFailover: boolean;
  devices: string[];
}

export type FailoverState = 'active' | 'standby' | 'offline' | 'forced-offline';

export interface User {
  name: string;
  password: string;
  role:
    | 'admin'
    | 'resource-admin'
    | 'certificate-manager'
    | 'auditor'
    | 'guest';
}

/** Identity and platform of a device. */
export interface DeviceIdentity {
  /** Name in `cm/device`, usually the host name. */
  hostname: string;
  managementIp: string;
  version: TmosVersion;
  build: string;
  edition: string;
  marketingName: string;
  platformId: string;
  chassisSerialNumber: string;
  machineId: string;
  timeZone: string;
}
