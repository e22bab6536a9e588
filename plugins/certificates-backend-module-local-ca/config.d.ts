import { HumanDuration } from '@backstage/types';

export interface Config {
  certificates?: {
    authorities?: Array<{
      /**
       * For the kind `local`: the organisation in the names of its root and
       * issuing certificates. Cannot be changed once they are made.
       */
      organization?: string;
      /**
       * For the kind `local`: names that it issues for; `*` stands for any text,
       * so that `*.corp.example` holds every name below it and its wildcard.
       * Every name where absent.
       */
      allowedNames?: string[];
      /**
       * For the kind `local`: lifetime of certificates where nothing else is asked.
       * @default 90 days
       */
      lifetime?: HumanDuration | string;
      /**
       * For the kind `local`: longest lifetime; what asks for more gets this.
       * @default 200 days
       */
      maxLifetime?: HumanDuration | string;
      /**
       * For the kind `local`: lifetime of the issuing certificate. The next one
       * is made in time.
       * @default 5 years
       */
      issuingLifetime?: HumanDuration | string;
      /**
       * For the kind `local`: how long a revocation list may be used. A new one
       * is made after a seventh of it, and after each revocation.
       * @default 7 days
       */
      crlLifetime?: HumanDuration | string;
    }>;
  };
}
