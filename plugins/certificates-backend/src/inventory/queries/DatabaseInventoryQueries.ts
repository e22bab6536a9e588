import { Knex } from 'knex';
import {
  CertificateFilter,
  ListCertificatesRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { InventoryQueries, ReadOptions } from '../types';
import { listCatalogFeed } from './catalogFeed';
import { getCertificate, listVersions } from './detail';
import { getDevice, getHealth, listDevices } from './devices';
import { getFacets } from './facets';
import { exportCertificates, listCertificates } from './listCertificates';
import { getSummary } from './summary';
import { listUsage } from './usage';
import { getVersionPem } from './versionPem';

/**
 * {@link InventoryQueries} on the plugin's database. Each method is one function
 * of this folder; this class adds the connection and the clock.
 *
 * @internal
 */
export class DatabaseInventoryQueries implements InventoryQueries {
  readonly #knex: Knex;
  readonly #clock: () => number;

  constructor(options: { knex: Knex; clock?: () => number }) {
    this.#knex = options.knex;
    this.#clock = options.clock ?? Date.now;
  }

  #options(options?: ReadOptions) {
    return { ...options, now: this.#clock() };
  }

  listCertificates(request: ListCertificatesRequest, options?: ReadOptions) {
    return listCertificates(this.#knex, request, this.#options(options));
  }

  getFacets(filter: CertificateFilter, options?: ReadOptions) {
    return getFacets(this.#knex, filter, this.#options(options));
  }

  getSummary(filter: CertificateFilter, options?: ReadOptions) {
    return getSummary(this.#knex, filter, this.#options(options));
  }

  getCertificate(id: string, options?: ReadOptions) {
    return getCertificate(this.#knex, id, this.#options(options));
  }

  listVersions(certificateId: string, options?: ReadOptions) {
    return listVersions(this.#knex, certificateId, this.#options(options));
  }

  getVersionPem(
    certificateId: string,
    versionId: string,
    options?: ReadOptions,
  ) {
    return getVersionPem(
      this.#knex,
      certificateId,
      versionId,
      this.#options(options),
    );
  }

  listUsage(
    certificateId: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean },
    options?: ReadOptions,
  ) {
    return listUsage(
      this.#knex,
      certificateId,
      request,
      this.#options(options),
    );
  }

  exportCertificates(filter: CertificateFilter, options?: ReadOptions) {
    return exportCertificates(this.#knex, filter, this.#options(options));
  }

  listDevices(options?: ReadOptions) {
    return listDevices(this.#knex, this.#options(options));
  }

  getDevice(name: string, options?: ReadOptions) {
    return getDevice(this.#knex, name, this.#options(options));
  }

  listCatalogFeed(request: { after: number; limit?: number }) {
    return listCatalogFeed(this.#knex, request);
  }

  getHealth() {
    return getHealth(this.#knex, this.#clock());
  }
}
