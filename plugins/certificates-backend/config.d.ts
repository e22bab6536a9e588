import { HumanDuration } from '@backstage/types';

export interface Config {
  /**
   * Certificate lifecycle management. Everything is optional: without this
   * section the plugin starts with the defaults and an empty inventory. Devices
   * are configured below the key of their module, for example `certificates.f5`.
   */
  certificates?: {
    /** When and how devices are scanned. */
    scanning?: {
      /**
       * When devices are scanned that have no schedule of their own: an interval
       * of at least one minute, or a cron expression with an IANA time zone.
       * @default { every: { minutes: 30 } }
       */
      schedule?:
        | { every: HumanDuration | string }
        | { cron: string; timezone?: string };
      /**
       * Scans start up to this share of their interval late, five minutes at most,
       * so that devices do not start together. From 0 to 1.
       * @default 0.1
       */
      jitter?: number;
      /**
       * Scans that run at the same time in one replica of the backend. From 1 to 64.
       * @default 4
       */
      concurrency?: number;
      /**
       * Time after which a scan is given up. From 10 seconds to 6 hours.
       * @default { minutes: 15 }
       */
      timeout?: HumanDuration | string;
      /**
       * A device counts as stale when its last successful scan is older than so
       * many intervals of its schedule. At least 1.
       * @default 3
       */
      staleAfterIntervals?: number;
      /**
       * How long the records of ended scans are kept. The last 20 of each device
       * stay in any case.
       * @default { days: 30 }
       */
      history?: HumanDuration | string;
      /**
       * Leaves devices alone for a growing while when scans of them fail
       * repeatedly. Refused credentials open it at once, so that no account is
       * locked out. A scan that somebody asks for is always made.
       */
      circuitBreaker?: {
        /**
         * Failures in a row from which on a device is paused.
         * @default 3
         */
        failures?: number;
        /**
         * First pause; each further failure doubles it. From 1 minute to 1 day.
         * @default { minutes: 15 }
         */
        initialDelay?: HumanDuration | string;
        /**
         * Longest pause. From 1 minute to 7 days.
         * @default { hours: 6 }
         */
        maxDelay?: HumanDuration | string;
      };
    };
    /**
     * Who owns certificates. The first of these that says something decides:
     * mappings, annotations of entities, host names in links and API
     * definitions, rules, triage group. All of it is kept as evidence.
     */
    ownership?: {
      /**
       * Group that looks after certificates whose owner could not be found:
       * `group:default/platform`.
       */
      triageGroup?: string;
      /** Explicit owners. */
      mappings?: Array<{
        /** Names of certificates; `*` stands for any text, `?` for one character. */
        names?: string[];
        /**
         * Virtual servers as `device:/Partition/name`, or `/Partition/name` for
         * any device. Patterns as for names.
         */
        virtualServers?: string[];
        /** Entity ref of a group or user: `group:default/shop`. */
        owner: string;
        /** Entity ref of the system: `system:default/shop`. */
        system?: string;
        /** Entity refs of what the certificates protect: `component:default/shop`. */
        protects?: string[];
      }>;
      /**
       * Owners by place and name, where nothing better is known. A rule applies
       * to a certificate when everything that it states fits.
       */
      rules?: Array<{
        /** Names of devices. Patterns as for names. */
        devices?: string[];
        /** Partitions. Patterns as for names. */
        partitions?: string[];
        /** Names of certificates; `*` stands for any text, `?` for one character. */
        names?: string[];
        /** Entity ref of a group or user: `group:default/shop`. */
        owner: string;
        /** Entity ref of the system: `system:default/shop`. */
        system?: string;
      }>;
      /**
       * How often the catalog is read to find owners. From 30 seconds to 1 day.
       * @default { minutes: 5 }
       */
      catalogRefresh?: HumanDuration | string;
    };
    /** What the inventory takes for one certificate. */
    inventory?: {
      /**
       * Whether certificates with equal names are one certificate everywhere
       * (`none`), or kept apart by the environment of their devices
       * (`environment`).
       * @default none
       */
      scope?: 'none' | 'environment';
      /**
       * How long after a device was removed from the configuration what it holds
       * becomes history. Keeps a mistake from emptying the inventory.
       * @default { days: 1 }
       */
      retirementGrace?: HumanDuration | string;
    };
    /** When and how devices are changed. */
    deployments?: {
      /**
       * Maintenance windows. A device for which none is meant may be changed at
       * any time; where several are, any of them will do.
       */
      windows?: Array<{
        /** For people. */
        name: string;
        /** Environments that it is meant for; all when absent. */
        environments?: string[];
        /** Names of devices; `*` stands for any text, `?` for one character. */
        devices?: string[];
        /** When it opens: a cron expression of five fields. */
        cron: string;
        /** How long it is open. From 1 minute to 7 days. */
        duration: HumanDuration | string;
        /**
         * IANA name of the time zone of the cron expression.
         * @default UTC
         */
        timezone?: string;
      }>;
      /** Devices that must not be changed, whatever the windows say. */
      doNotTouch?: Array<{
        /** Environments that it is meant for. */
        environments?: string[];
        /** Names of devices. Patterns as for windows. */
        devices?: string[];
        /** First moment, a date or ISO 8601 with a time zone; since ever when absent. */
        from?: string;
        /** End, exclusive; for ever when absent. */
        until?: string;
        /** Why. People who deploy see it. */
        reason: string;
      }>;
      /**
       * Devices and clusters that one replica of the backend changes at the same
       * time. From 1 to 64.
       * @default 8
       */
      concurrency?: number;
      /**
       * How long objects that are to be removed stay quarantined. From 1 minute.
       * @default { days: 7 }
       */
      grace?: HumanDuration | string;
      /**
       * How long a plan waits to be confirmed, and a dry run is shown, before it
       * ends as cancelled. From 1 hour to 365 days.
       * @default { days: 7 }
       */
      planExpiry?: HumanDuration | string;
      /**
       * How long deployments that have ended are kept. The newest of each
       * certificate, and what a roll-back goes back from, stay longer. From 1 day.
       * @default { days: 400 }
       */
      history?: HumanDuration | string;
    };
    /** How private keys are kept until they are deployed. */
    custody?: {
      /**
       * Key-encryption keys. The first seals private keys with AES-256-GCM; all
       * open what they sealed. To rotate, put a new one first: keys are sealed
       * anew at the next start, after which the old one can go. Without any, no
       * private key can be brought.
       */
      keys?: {
        /** Names the key in the database. */
        id: string;
        /**
         * 32 random bytes in base64, for example from `openssl rand -base64 32`.
         * @visibility secret
         */
        secret: string;
      }[];
    };
    /**
     * Certificate authorities. Further keys belong to their kind, see the module
     * that provides it. The first is preferred unless a policy says otherwise.
     */
    authorities?: Array<{
      /** Names the CA for ever: lower-case letters, digits and `-`. */
      id: string;
      /**
       * `manual`, which people take requests to, is built in; modules add
       * `local`, `acme` and others.
       */
      kind: string;
      /** For people. */
      title?: string;
      /**
       * Where others reach what the CA publishes, its CRL for example, when that
       * is not the address of the backend.
       */
      publicationUrl?: string;
      /** For the kind `manual`: where people take requests. */
      portal?: string;
      [key: string]: unknown;
    }>;
    /**
     * Which CA, key, time, approval and automation apply to which certificates.
     * Of those that match the highest priority applies, of equals the first by
     * name. People may add others in the UI. Without this key, and with a CA, an
     * example set applies; an empty list switches that off.
     */
    policies?: Array<{
      /** Lower-case letters, digits and `-`. */
      id: string;
      /** For people; the id unless given. */
      name?: string;
      description?: string;
      /** @default true */
      enabled?: boolean;
      /** @default 0 */
      priority?: number;
      /** Everything that is stated has to fit; nothing stated fits all. */
      match?: {
        /** Names of certificates; `*` stands for any text, `?` for one character. */
        names?: string[];
        environments?: string[];
        /** Names of devices and clusters. Patterns as for names. */
        devices?: string[];
        /** Entity refs. */
        owners?: string[];
        /** Common names or organisations of issuers. Patterns as for names. */
        issuers?: string[];
      };
      /**
       * `automatic` renews by itself, `notify` tells the owner first and waits,
       * `ask` waits for a yes, `manual` only reminds.
       * @default automatic
       */
      mode?: 'automatic' | 'notify' | 'ask' | 'manual';
      /** Ids of CAs, in the order in which they are tried; all when empty. */
      authorities?: string[];
      /**
       * `same` keeps the kind of key; several keys make one version of each.
       * @default same
       */
      keys?:
        | 'same'
        | Array<
            | { type: 'rsa'; size: 2048 | 3072 | 4096 }
            | { type: 'ec'; curve: 'P-256' | 'P-384' }
          >;
      /**
       * Keep the key instead of making a new one.
       * @default false
       */
      reuseKey?: boolean;
      /**
       * Where keys are made.
       * @default auto
       */
      custody?: 'sealed' | 'device' | 'auto';
      /** Days that are asked of the CA; what it gives when absent. */
      lifetimeDays?: number;
      timing?: {
        /**
         * Whether the time that the CA suggests counts (RFC 9773).
         * @default true
         */
        useRenewalInfo?: boolean;
        /**
         * Share of the lifetime after which it is renewed otherwise, 0.05 to
         * 0.95. Two thirds when absent, half when the lifetime is under ten days.
         */
        shareOfLife?: number;
        /**
         * Hours between the notice and the renewal in mode `notify`.
         * @default 24
         */
        noticeHours?: number;
        /**
         * Days before the end from which on maintenance windows and freezes do
         * not hold the deployment back any more; at most a tenth of the lifetime.
         * @default 3
         */
        overrideDays?: number;
      };
      approval?: {
        /** @default 10 */
        ownerFromVirtualServers?: number;
        /** @default 50 */
        platformFromVirtualServers?: number;
        /** Environments for which at least the owner is asked. */
        environments?: string[];
        /** @default true */
        wildcard?: boolean;
        /** @default true */
        severalOwners?: boolean;
        /** Entity refs of who decides for the platform; the triage group when empty. */
        approvers?: string[];
        /** @default 24 */
        remindAfterHours?: number;
        /** @default 72 */
        escalateAfterHours?: number;
        /** Hours until it is decided without them; never when absent. */
        decideAfterHours?: number;
        /**
         * How it is decided then.
         * @default reject
         */
        decision?: 'approve' | 'reject';
      };
    }>;
    /** How renewals are carried out. */
    renewals?: {
      /**
       * Whether policies begin renewals by themselves. People can always.
       * @default true
       */
      automatic?: boolean;
      /**
       * Renewals that one replica of the backend works on at the same time. From
       * 1 to 64.
       * @default 8
       */
      concurrency?: number;
    };
    /** Whom the plugin tells what. */
    notifications?: {
      /** @default true */
      enabled?: boolean;
      /** Who is told when owners do not act; the triage group when absent. */
      platformGroup?: string;
      /** Other systems that are told the same, Microsoft Teams for example. */
      webhooks?: Array<{
        /** @visibility secret */
        url: string;
        /** Sent along, for example to authenticate. */
        headers?: {
          /** @visibility secret */
          [name: string]: string;
        };
        /** @default json */
        format?: 'json' | 'teams' | 'slack';
      }>;
    };
  };
}
