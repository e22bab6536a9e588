import { NotFoundError } from '@backstage/errors';
import {
  CertificateFilter,
  ListCertificatesRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { InventoryQueries } from '../inventory/types';
import { CallerOptions, CertificateService } from '../service/types';
import { visibleTo } from './visibleTo';

/**
 * The only way from a request to the certificates: decides what the caller may
 * see and asks the inventory for no more than that.
 */
export class AuthorizedCertificateService implements CertificateService {
  readonly #queries: InventoryQueries;

  constructor(options: { queries: InventoryQueries }) {
    this.#queries = options.queries;
  }

  async listCertificates(
    request: ListCertificatesRequest,
    caller: CallerOptions,
  ) {
    return this.#queries.listCertificates(request, await visibleTo(caller));
  }

  async getFacets(filter: CertificateFilter, caller: CallerOptions) {
    return this.#queries.getFacets(filter, await visibleTo(caller));
  }

  async getSummary(filter: CertificateFilter, caller: CallerOptions) {
    return this.#queries.getSummary(filter, await visibleTo(caller));
  }

  async getCertificate(id: string, caller: CallerOptions) {
    return found(
      id,
      await this.#queries.getCertificate(id, await visibleTo(caller)),
    );
  }

  async listVersions(certificateId: string, caller: CallerOptions) {
    return found(
      certificateId,
      await this.#queries.listVersions(certificateId, await visibleTo(caller)),
    );
  }

  async getVersionPem(
    certificateId: string,
    versionId: string,
    caller: CallerOptions,
  ) {
    const pem = await this.#queries.getVersionPem(
      certificateId,
      versionId,
      await visibleTo(caller),
    );
    if (pem === undefined) {
      throw new NotFoundError(
        `The encoded certificate of version '${versionId}' of certificate '${certificateId}' is not known; it is learned from a TLS handshake`,
      );
    }
    return pem;
  }

  async listUsage(
    certificateId: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean },
    caller: CallerOptions,
  ) {
    return found(
      certificateId,
      await this.#queries.listUsage(
        certificateId,
        request,
        await visibleTo(caller),
      ),
    );
  }

  async exportCertificates(filter: CertificateFilter, caller: CallerOptions) {
    return this.#queries.exportCertificates(filter, await visibleTo(caller));
  }

  async listCatalogFeed(
    request: { after: number; limit?: number },
    caller: CallerOptions,
  ) {
    await visibleTo(caller);
    return this.#queries.listCatalogFeed(request);
  }

  async getHealth(caller: CallerOptions) {
    await visibleTo(caller);
    return this.#queries.getHealth();
  }
}

function found<T>(id: string, value: T | undefined): T {
  if (value === undefined) {
    throw new NotFoundError(`No certificate has the id '${id}'`);
  }
  return value;
}
