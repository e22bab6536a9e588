import { HumanDuration } from '@backstage/types';

export interface Config {
  certificates?: {
    authorities?: Array<{
      /** For the kind `acme`: address of the directory of the CA. */
      directory?: string;
      /** For the kind `acme`: e-mail addresses that the CA may write to. */
      contact?: string | string[];
      /**
       * For the kind `acme`: PEM file of the CAs that are trusted for the server of
       * the CA; those that Node.js knows where absent.
       */
      caFile?: string;
      /**
       * For the kind `acme`: whether somebody has read the terms of service of the
       * CA, and agrees.
       * @default false
       */
      termsOfServiceAgreed?: boolean;
      /** For the kind `acme`: external account binding, where the CA asks for it. */
      eab?: {
        keyId: string;
        /** @visibility secret */
        hmacKey: string;
      };
      /**
       * For the kind `acme`: common name of the root that the chain shall lead to,
       * where the CA offers several.
       */
      preferredChain?: string;
      /** For the kind `acme`: profile of certificates, where the CA offers several. */
      profile?: string;
      /**
       * For the kind `acme`: whether the lifetime that a policy asks for is asked of
       * the CA. Many refuse orders that ask.
       * @default false
       */
      requestLifetime?: boolean;
      /**
       * For the kind `acme`: key of an account that exists, PEM. Made and kept
       * encrypted where absent.
       * @visibility secret
       */
      accountKey?: string;
      /**
       * For the kind `acme`: how long a key of the account is used that was made
       * here; for ever where absent.
       */
      accountKeyLifetime?: HumanDuration | string;
      /** For the kind `acme`: orders that the account may place in any such period. */
      limit?: {
        orders: number;
        period: HumanDuration | string;
      };
      /**
       * For the kind `acme`: how control over names is proven. The first that fits
       * a name proves it.
       */
      solvers?: Array<{
        /** `http-webhook`, `rfc2136`, or what other modules add. */
        kind: string;
        /** Names that it is for; `*` stands for any text. Every name where absent. */
        names?: string[];
        /** Challenges that it is used for; all that it can do where absent. */
        types?: Array<'dns-01' | 'http-01'>;
        /**
         * How long to wait until clients see a proof.
         * @default 0s
         */
        propagation?: HumanDuration | string;
        /** Of an `http-webhook`: its address, to which `/present` and `/cleanup` are added. */
        url?: string;
        /** Of an `http-webhook`. */
        username?: string;
        /**
         * Of an `http-webhook`.
         * @visibility secret
         */
        password?: string;
        /** Of an `http-webhook`: PEM file of the CAs that are trusted for it. */
        caFile?: string;
        /** Of `rfc2136`: the primary DNS server. */
        server?: string;
        /**
         * Of `rfc2136`.
         * @default 53
         */
        port?: number;
        /**
         * Of `rfc2136`.
         * @default tcp
         */
        transport?: 'tcp' | 'udp';
        /** Of `rfc2136`: the zone that is updated. */
        zone?: string;
        /**
         * Of `rfc2136`: the record that is written, where `_acme-challenge` is an
         * alias for another name; `{name}` stands for the name that is proven.
         * @default _acme-challenge.\{name\}
         */
        recordName?: string;
        /**
         * Of `rfc2136`: seconds.
         * @default 60
         */
        ttl?: number;
        /** Of `rfc2136`: name of the TSIG key. */
        keyName?: string;
        /**
         * Of `rfc2136`: the TSIG key, base64.
         * @visibility secret
         */
        keySecret?: string;
        /**
         * Of `rfc2136`.
         * @default hmac-sha256
         */
        keyAlgorithm?: 'hmac-sha256' | 'hmac-sha512';
        [key: string]: unknown;
      }>;
    }>;
  };
}
