import { HumanDuration } from '@backstage/types';

export interface Config {
  certificates?: {
    /** F5 BIG-IP devices whose certificates are inventoried. */
    f5?: {
      devices?: Array<{
        /** Unique name of the device; part of its catalog entity and of links. */
        name: string;
        /** Host name or address of the management interface. */
        host: string;
        /**
         * Port of the management interface.
         * @default 443
         */
        port?: number;
        /**
         * A read-only user of the device. The role `auditor` or `guest` is
         * enough from TMOS 13.1 on; older versions only let administrators use
         * the REST interface.
         */
        credential: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /**
         * The user that deployments use, and nothing else. Needs the role
         * `administrator`: a BIG-IP takes uploads from nobody else. Read when a
         * deployment needs it, and never stored. Without it nothing can be
         * deployed to this device.
         */
        administrator?: {
          username: string;
          /** @visibility secret */
          password: string;
        };
        /**
         * Login provider of remote users (LDAP, RADIUS, TACACS+).
         * @default tmos
         */
        loginProvider?: string;
        /**
         * How the management certificate is trusted: at most one of `caFile`,
         * `ca`, `fingerprint` and `insecureSkipVerify`. The certificate
         * authorities that Node.js knows where absent.
         */
        tls?: {
          /** Path of a PEM file with the certificate authorities to trust. */
          caFile?: string;
          /** PEM of the certificate authorities to trust. */
          ca?: string;
          /**
           * SHA-256 fingerprint of the management certificate, or several while
           * it is being replaced.
           */
          fingerprint?: string | string[];
          /** Trusts whatever answers. Shown as a finding; for laboratories only. */
          insecureSkipVerify?: boolean;
          /** Name that the management certificate carries, where it is not `host`. */
          serverName?: string;
        };
        /** Where the device stands, for filters: `berlin`. */
        site?: string;
        /** What it is for, for filters: `production`. */
        environment?: string;
        tags?: string[];
        /** Group that runs the device: `group:default/network`. */
        owner?: string;
        /**
         * When to scan it: a cron expression, or an interval. The default of the
         * certificates plugin where absent.
         */
        schedule?:
          | {
              cron: string;
              /** IANA time zone of the cron expression. */
              timezone?: string;
            }
          | { every: HumanDuration | string };
        /**
         * `false` leaves the device out without removing its configuration.
         * @default true
         */
        enabled?: boolean;
      }>;
      /** TLS handshakes with virtual servers, to learn what they really serve. */
      handshakes?: {
        /** @default true */
        enabled?: boolean;
        /**
         * Handshakes at a time, per scan.
         * @default 16
         */
        concurrency?: number;
        /**
         * For one handshake.
         * @default 4s
         */
        timeout?: HumanDuration | string;
        /**
         * For all handshakes of one scan; virtual servers that were not reached
         * by then are reported as not checked.
         * @default 60s
         */
        budget?: HumanDuration | string;
      };
      /** How long the steps of a deployment may take. */
      deployments?: {
        /**
         * For virtual servers to serve what was bound, before the proof counts
         * as failed.
         * @default 10s
         */
        proofTimeout?: HumanDuration | string;
        /**
         * For the members of a cluster to have the same configuration.
         * @default 3m
         */
        syncTimeout?: HumanDuration | string;
        /**
         * For a device to write its configuration to disk.
         * @default 2m
         */
        saveTimeout?: HumanDuration | string;
        /**
         * How long the administrator stays logged in between two steps.
         * @default 15s
         */
        idleTimeout?: HumanDuration | string;
      };
      /** How devices are protected from us, and we from them. */
      limits?: {
        /**
         * Objects per call. Virtual servers are heavier: a quarter of it.
         * @default 500
         */
        pageSize?: number;
        /** @default 10s */
        connectTimeout?: HumanDuration | string;
        /**
         * For one call.
         * @default 60s
         */
        callTimeout?: HumanDuration | string;
        /**
         * For all calls of one scan.
         * @default 15m
         */
        scanTimeout?: HumanDuration | string;
        /**
         * Largest answer that is read, in bytes.
         * @default 67108864
         */
        maxAnswerSize?: number;
      };
    };
    authorities?: Array<{
      solvers?: Array<{
        /** Of `bigip`: names of devices that answer port 80 of the names. */
        devices?: string[];
        /**
         * Of `bigip`: full path of the data group that the iRule reads.
         * @default /Common/cmt_acme_http01
         */
        dataGroup?: string;
      }>;
    }>;
  };
}
