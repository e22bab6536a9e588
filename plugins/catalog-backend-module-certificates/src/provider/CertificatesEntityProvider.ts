import {
  AuthService,
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import {
  CatalogService,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  CatalogFeedItem,
  CertificatesApi,
} from '@cmt/backstage-plugin-certificates-common';
import {
  EntityContext,
  INVENTORY_LOCATION,
  toEntity,
  toEntityRef,
} from '../entities/toEntity';

/**
 * The catalog remembers which entities are this provider's by this name. Changing
 * it would orphan them all.
 */
const PROVIDER_NAME = 'CertificatesEntityProvider';

/** Entities per mutation: one transaction in the catalog. */
const BATCH_SIZE = 500;

/** @internal */
export interface CertificatesEntityProviderOptions {
  certificates: Pick<CertificatesApi, 'listCatalogFeed'>;
  catalog: Pick<CatalogService, 'streamEntities'>;
  auth: AuthService;
  logger: LoggerService;
  taskRunner: SchedulerServiceTaskRunner;
  context: EntityContext;
}

/**
 * Keeps the catalog in step with the inventory by following its feed.
 *
 * The feed has one row per entity, with a sequence number that rises when what the
 * catalog shows of it changes. Each round reads what came after the last row that
 * was handed to the catalog and passes it on as delta mutations; without news there
 * is none.
 *
 * The position is kept in memory. The first round after a start therefore reads
 * the whole feed, page by page; the catalog recognises what it knows by hash. That
 * round also removes what the catalog still has and the feed does not, which happens
 * only when the inventory's database was replaced.
 *
 * A round that fails is repeated from where it stopped. Rounds may overlap on several
 * replicas: each passes on the present state, so the order does not matter.
 *
 * @internal
 */
export class CertificatesEntityProvider implements EntityProvider {
  readonly #options: CertificatesEntityProviderOptions;
  #connection: EntityProviderConnection | undefined;
  #position = 0;
  /** What the first round has seen so far; `undefined` once it is complete. */
  #seen: Set<string> | undefined = new Set();
  #round: Promise<void> | undefined;
  #roundWanted = false;

  constructor(options: CertificatesEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
    await this.#options.taskRunner.run({
      id: 'certificates-entity-provider:follow-feed',
      fn: () => this.refresh(),
    });
  }

  /**
   * Brings the catalog up to date. Called again while a round runs, it lets that one
   * end and runs another. Never rejects: the next round makes good.
   */
  async refresh(): Promise<void> {
    this.#roundWanted = true;
    this.#round ??= this.#runRounds().finally(() => {
      this.#round = undefined;
    });
    await this.#round;
  }

  async #runRounds(): Promise<void> {
    while (this.#roundWanted && this.#connection) {
      this.#roundWanted = false;
      try {
        await this.#follow(this.#connection);
      } catch (error) {
        this.#options.logger.warn(
          `Certificates in the catalog are not up to date, the next round continues after sequence ${
            this.#position
          }: ${stringifyError(error)}`,
        );
      }
    }
  }

  async #follow(connection: EntityProviderConnection): Promise<void> {
    const started = this.#position;
    let changed = 0;
    for (;;) {
      const { items, lastSequence } = await this.#readFeed();
      if (lastSequence < this.#position) {
        // Another database: the numbers that we know mean nothing there.
        this.#position = 0;
        this.#seen = new Set();
        continue;
      }
      if (items.length === 0) {
        break;
      }
      await this.#apply(connection, items);
      changed += items.length;
      this.#position = items[items.length - 1].sequence;
    }
    if (this.#seen) {
      await this.#removeUnseen(connection, this.#seen);
      this.#seen = undefined;
    }
    if (changed > 0) {
      this.#options.logger.info(
        `Passed ${changed} changes of the certificate inventory to the catalog (sequence ${started} to ${
          this.#position
        })`,
      );
    }
  }

  async #apply(
    connection: EntityProviderConnection,
    items: CatalogFeedItem[],
  ): Promise<void> {
    const present = items.filter(item => !item.deleted);
    present.forEach(item => this.#seen?.add(toEntityRef(item)));
    await connection.applyMutation({
      type: 'delta',
      added: present.map(item => ({
        entity: toEntity(item, this.#options.context),
        locationKey: PROVIDER_NAME,
      })),
      removed: items
        .filter(item => item.deleted)
        .map(item => ({
          entityRef: toEntityRef(item),
          locationKey: PROVIDER_NAME,
        })),
    });
  }

  async #removeUnseen(
    connection: EntityProviderConnection,
    seen: ReadonlySet<string>,
  ): Promise<void> {
    if (seen.size === 0) {
      // An inventory that has seen nothing yet is no evidence that nothing is there.
      return;
    }
    const credentials = await this.#options.auth.getOwnServiceCredentials();
    const pages = this.#options.catalog.streamEntities(
      {
        filter: {
          kind: 'Resource',
          'metadata.annotations.backstage.io/managed-by-location':
            INVENTORY_LOCATION,
        },
        fields: ['kind', 'metadata.namespace', 'metadata.name'],
      },
      { credentials },
    );
    const unseen: string[] = [];
    for await (const page of pages) {
      unseen.push(
        ...page.map(stringifyEntityRef).filter(ref => !seen.has(ref)),
      );
    }
    for (let start = 0; start < unseen.length; start += BATCH_SIZE) {
      await connection.applyMutation({
        type: 'delta',
        added: [],
        removed: unseen
          .slice(start, start + BATCH_SIZE)
          .map(entityRef => ({ entityRef, locationKey: PROVIDER_NAME })),
      });
    }
  }

  async #readFeed() {
    const { auth, certificates } = this.#options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'certificates',
    });
    return certificates.listCatalogFeed(
      { after: this.#position, limit: BATCH_SIZE },
      { token },
    );
  }
}
