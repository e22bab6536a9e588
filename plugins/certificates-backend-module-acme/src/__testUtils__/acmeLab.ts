import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  CertificateAuthority,
  ChallengeSolverFactory,
} from '@cmt/backstage-plugin-certificates-node';
import {
  MemoryAuthorityRecords,
  RecordingLogger,
} from '@cmt/backstage-plugin-certificates-node/testUtils';
import { acmeAuthorityFactory } from '../acmeAuthorityFactory';
import { httpWebhookSolverFactory } from '../solvers/httpWebhook';
import { rfc2136SolverFactory } from '../solvers/rfc2136';

/** What the real world gets of each pause, at most. */
const REAL_PAUSE_MS = 80;

const SOLVERS: ChallengeSolverFactory[] = [
  httpWebhookSolverFactory,
  rfc2136SolverFactory,
];

/** A backend with one ACME CA, whose clock runs ahead when it waits. */
export class AcmeLab {
  readonly records = new MemoryAuthorityRecords();
  readonly logger = new RecordingLogger();
  readonly #config: JsonObject;
  #ahead = 0;

  constructor(config: JsonObject) {
    this.#config = config;
  }

  now = () => Date.now() + this.#ahead;

  waitUntil = async (time: number): Promise<void> => {
    const missing = time - this.now();
    const real = Math.min(Math.max(missing, 0), REAL_PAUSE_MS);
    await new Promise(resolve => {
      setTimeout(resolve, real);
    });
    this.#ahead += Math.max(0, time - this.now());
  };

  createAuthority = (more: JsonObject = {}): CertificateAuthority => {
    const services = {
      id: 'acme',
      records: this.records,
      logger: this.logger,
      clock: this.now,
      publicationUrl: 'https://portal.example.test/pki/acme',
    };
    return acmeAuthorityFactory.create(
      new ConfigReader({
        id: 'acme',
        kind: 'acme',
        ...this.#config,
        ...more,
      }),
      {
        ...services,
        createSolver: config => {
          const factory = SOLVERS.find(
            ({ kind }) => kind === config.getString('kind'),
          )!;
          return {
            types: factory.types,
            solver: factory.create(config, {
              ...services,
              createSolver: () => {
                throw new Error('Solvers need no solvers');
              },
            }),
          };
        },
      },
    );
  };
}
