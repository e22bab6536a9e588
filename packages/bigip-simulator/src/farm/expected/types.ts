import { ExpectedState } from './expectedState';

/** One X.509 certificate of the estate. @public */
export interface ExpectedVersion {
  /** SHA-256 over the DER, lower-case hexadecimal. */
  fingerprint: string;
  /** Name in the farm file; absent for what comes with a device. */
  id?: string;
  notBefore: Date;
  notAfter: Date;
  /** Names of what is wrong with it, in the words of the farm file. */
  trouble?: string;
}

/** A file object and the version that it holds (the first one of a bundle). @public */
export interface ExpectedInstallation {
  device: string;
  fullPath: string;
  fingerprint: string;
}

/** A virtual server that is bound to a certificate. @public */
export interface ExpectedUse {
  device: string;
  virtualServer: string;
  /** SSL profile that binds it; client-ssl or server-ssl. */
  profile: string;
  enabled: boolean;
  /** Version that is bound. */
  fingerprint: string;
}

/** A logical certificate: equal names, or the same device where names mean nothing. @public */
export interface ExpectedCertificate {
  names: string[];
  /** Device that it is kept apart for: factory files only. */
  device?: string;
  /** `leaf` for the certificates of the farm file. */
  kind: 'leaf' | 'authority' | 'factory';
  /** Newest first. */
  versions: ExpectedVersion[];
  installations: ExpectedInstallation[];
  /** Uses as the certificate of a profile; chains and trust are left out. */
  uses: ExpectedUse[];
  /** Whether a profile serves it as an intermediate. */
  servedAsChain: boolean;
  /**
   * End of the first version that a virtual server is bound to; of the newest
   * where none is.
   */
  expiresAt: Date;
  /** Urgency at the moment asked for, without automation. */
  state: ExpectedState;
  owner?: string;
  evidence?: string;
}

/** What a client gets in a handshake. @public */
export interface ExpectedHandshake {
  device: string;
  virtualServer: string;
  /** `null` for a client that sends no name. */
  serverName: string | null;
  /** Leaves that may be served, one per kind of key. Empty: the client is refused. */
  fingerprints: string[];
  /** Whether what is served differs from what is bound. */
  drift: boolean;
}

/** What an inventory of the farm must find. @public */
export interface ExpectedEstate {
  reference: Date;
  devices: {
    name: string;
    hostname: string;
    version: string;
    cluster: string | null;
    failoverState: string;
    files: number;
    virtualServers: number;
  }[];
  /**
   * What lists show: all leaves, authorities that some profile serves as chain,
   * and factory certificates that a virtual server uses.
   */
  certificates: ExpectedCertificate[];
  /** What is installed besides: trust stores, unused roots, unused factory files. */
  unlisted: ExpectedCertificate[];
  handshakes: ExpectedHandshake[];
}
