import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { CertificatesConfig } from '../config';
import { OwnershipStore } from '../inventory/types';
import { CatalogIndex } from './CatalogIndex';
import {
  DefinitionCache,
  loadCatalogIndex,
  LoadedCatalogIndex,
} from './loadCatalogIndex';
import { OwnershipPolicy, resolveOwnership } from './resolveOwnership';
import { compileMappings, compileRules } from './statements';

/** Certificates that are read, resolved and written together. */
const BATCH_SIZE = 500;

/** After a failure the catalog is left alone for this long. */
const CATALOG_RETRY_MS = 30_000;

/**
 * Keeps the owners of certificates in step with the catalog and the
 * configuration.
 *
 * @remarks
 *
 * Every replica has its own index of the catalog, refreshed when it is older than
 * the configured time. While the catalog cannot be read, the last index is used;
 * a replica that never had one leaves what is stored alone and decides by
 * configuration only for certificates about which nothing was decided before.
 */
export class OwnershipService {
  readonly #store: OwnershipStore;
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #maxIndexAgeMs: number;
  readonly #policy: Omit<OwnershipPolicy, 'index'>;
  readonly #definitions = new DefinitionCache();

  #loaded?: LoadedCatalogIndex & { at: number };
  #loading?: Promise<void>;
  #failedAt?: number;
  #appliedDigest?: string;

  constructor(options: {
    store: OwnershipStore;
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
    config: CertificatesConfig['ownership'];
    clock?: () => number;
  }) {
    this.#store = options.store;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
    this.#maxIndexAgeMs = options.config.catalogRefresh;
    this.#policy = {
      mappings: compileMappings(options.config.mappings),
      rules: compileRules(options.config.rules),
      triageGroup: options.config.triageGroup,
    };
  }

  /**
   * Decides anew who owns the given certificates and stores what changed.
   *
   * @returns ids of the certificates whose ownership changed
   */
  async resolve(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) {
      return [];
    }
    await this.#ensureIndex();
    const changed: string[] = [];
    for (let start = 0; start < ids.length; start += BATCH_SIZE) {
      changed.push(
        ...(await this.#resolvePages(ids.slice(start, start + BATCH_SIZE))),
      );
    }
    return changed;
  }

  /**
   * Reads the catalog and, when it says something new, decides anew about every
   * certificate. Safe to call at any time and on several replicas.
   *
   * @returns ids of the certificates whose ownership changed
   */
  async refresh(options: { signal?: AbortSignal } = {}): Promise<string[]> {
    await this.#load(options.signal);
    const { digest } = this.#loaded ?? {};
    if (digest === undefined || digest === this.#appliedDigest) {
      return [];
    }
    const changed = await this.#resolvePages(undefined, options.signal);
    this.#appliedDigest = digest;
    if (changed.length > 0) {
      this.#logger.info(
        `The catalog changed the ownership of ${changed.length} certificates`,
      );
    }
    return changed;
  }

  async #resolvePages(
    ids: readonly string[] | undefined,
    signal?: AbortSignal,
  ): Promise<string[]> {
    const changed: string[] = [];
    let cursor: string | undefined;
    do {
      signal?.throwIfAborted();
      const page = await this.#store.readInputs({
        ids,
        limit: BATCH_SIZE,
        cursor,
      });
      const { index } = this.#loaded ?? {};
      const assignments = page.items
        .filter(input => index || input.current === null)
        .map(input =>
          resolveOwnership(input, {
            ...this.#policy,
            index: index ?? CatalogIndex.empty,
          }),
        );
      if (assignments.length > 0) {
        const result = await this.#store.replace(assignments, {
          now: this.#clock(),
        });
        changed.push(...result.changed);
      }
      cursor = page.nextCursor;
    } while (cursor);
    return changed;
  }

  async #ensureIndex(): Promise<void> {
    const now = this.#clock();
    const fresh = this.#loaded && now - this.#loaded.at < this.#maxIndexAgeMs;
    const waits =
      this.#failedAt !== undefined && now - this.#failedAt < CATALOG_RETRY_MS;
    if (!fresh && !waits) {
      await this.#load();
    }
  }

  /** Never fails: what is known stays in use. */
  async #load(signal?: AbortSignal): Promise<void> {
    this.#loading ??= this.#loadOnce(signal).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #loadOnce(signal?: AbortSignal): Promise<void> {
    try {
      const loaded = await loadCatalogIndex({
        catalog: this.#catalog,
        auth: this.#auth,
        definitions: this.#definitions,
        signal,
      });
      this.#loaded = { ...loaded, at: this.#clock() };
      this.#failedAt = undefined;
      this.#logger.debug(
        `Read ${loaded.index.size} catalog entities to find owners`,
      );
    } catch (error) {
      this.#failedAt = this.#clock();
      this.#logger.warn(
        `The catalog could not be read, owners of certificates stay as they are: ${stringifyError(
          error,
        )}`,
      );
    }
  }
}
