import { DeviceSchedule } from '@cmt/backstage-plugin-certificates-node';

/** How the certificate of a management interface is trusted. */
export type TlsTrust =
  | { mode: 'system-ca' }
  | { mode: 'custom-ca'; ca: string }
  /** SHA-256 over the DER, lower-case hexadecimal; any of them will do. */
  | { mode: 'pinned'; fingerprints: string[] }
  | { mode: 'off' };

/** One configured BIG-IP, validated. Holds secrets: never log it. */
export interface F5Device {
  name: string;
  host: string;
  port: number;
  username: string;
  password: string;
  loginProvider: string;
  tls: TlsTrust;
  /** Name to expect in the management certificate instead of the host. */
  tlsServerName: string | null;
  site: string | null;
  environment: string | null;
  tags: string[];
  ownerRef: string | null;
  schedule?: DeviceSchedule;
}

export interface HandshakeLimits {
  enabled: boolean;
  concurrency: number;
  /** For one handshake, from connect to certificate. */
  timeoutMs: number;
  /** For all handshakes of one scan. */
  budgetMs: number;
}

export interface CallLimits {
  /** Objects per call; virtual servers are read in pages of a quarter of it. */
  pageSize: number;
  connectTimeoutMs: number;
  /** For one call, from waiting for the connection to the last byte. */
  callTimeoutMs: number;
  /** For all management calls of one scan. */
  scanTimeoutMs: number;
  /** Largest answer that is read, in bytes. */
  maxAnswerBytes: number;
}

export interface DeploymentLimits {
  /** How long virtual servers may take to serve what was bound. */
  proofTimeoutMs: number;
  /** How long the members of a cluster may take to agree. */
  syncTimeoutMs: number;
  /** How long a device may take to write its configuration. */
  saveTimeoutMs: number;
  /** How long an administrator stays logged in between two steps. */
  idleTimeoutMs: number;
}

export interface F5Config {
  devices: F5Device[];
  handshakes: HandshakeLimits;
  deployments: DeploymentLimits;
  limits: CallLimits;
}
