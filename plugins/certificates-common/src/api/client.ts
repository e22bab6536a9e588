import { CertificateVersion } from '../certificate';
import {
  CertificatesClientOptions,
  CertificatesRequestOptions,
  RestClient,
} from './rest';
import {
  CatalogFeedItem,
  CertificateDetail,
  CertificateFacets,
  CertificateFilter,
  CertificatePage,
  DeviceDetail,
  DeviceSummary,
  HealthReport,
  InstallationUsage,
  InventorySummary,
  ListCertificatesRequest,
  Page,
  ScanRecord,
} from './types';

/**
 * The REST API of the certificates backend.
 *
 * @public
 */
export interface CertificatesApi {
  listCertificates(
    request: ListCertificatesRequest,
    options?: CertificatesRequestOptions,
  ): Promise<CertificatePage>;
  getFacets(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateFacets>;
  getSummary(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<InventorySummary>;
  getCertificate(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateDetail>;
  listVersions(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateVersion[]>;
  /** Installations with bindings, virtual servers and what they serve. */
  listUsage(
    certificateId: string,
    request?: { limit?: number; cursor?: string; includeRemoved?: boolean },
    options?: CertificatesRequestOptions,
  ): Promise<Page<InstallationUsage>>;
  /** Absolute address of an export of the certificates that match. */
  exportUrl(filter: CertificateFilter, format: 'csv' | 'json'): Promise<string>;
  /** Downloads an export of the certificates that match. */
  exportCertificates(
    filter: CertificateFilter,
    format: 'csv' | 'json',
    options?: CertificatesRequestOptions,
  ): Promise<Blob>;
  listDevices(options?: CertificatesRequestOptions): Promise<DeviceSummary[]>;
  getDevice(
    name: string,
    options?: CertificatesRequestOptions,
  ): Promise<DeviceDetail>;
  /** Asks for a scan now; answers the scan that waits or runs, a new one if there is none. */
  scanDevice(
    name: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord>;
  getScan(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord>;
  /** Everything that changed for the catalog after a sequence number, in order. */
  listCatalogFeed(
    request: { after: number; limit?: number },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: CatalogFeedItem[]; lastSequence: number }>;
  getHealth(options?: CertificatesRequestOptions): Promise<HealthReport>;
}

/**
 * {@link CertificatesApi} over HTTP.
 *
 * @public
 */
export class CertificatesClient implements CertificatesApi {
  readonly #rest: RestClient;

  constructor(options: CertificatesClientOptions) {
    this.#rest = new RestClient(options);
  }

  async listCertificates(
    request: ListCertificatesRequest,
    options?: CertificatesRequestOptions,
  ): Promise<CertificatePage> {
    return this.#rest.get('/certificates', request, options);
  }

  async getFacets(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateFacets> {
    return this.#rest.get('/facets', filter, options);
  }

  async getSummary(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<InventorySummary> {
    return this.#rest.get('/summary', filter, options);
  }

  async getCertificate(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateDetail> {
    return this.#rest.get(
      `/certificates/${encodeURIComponent(id)}`,
      {},
      options,
    );
  }

  async listVersions(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateVersion[]> {
    const { items } = await this.#rest.get<{ items: CertificateVersion[] }>(
      `/certificates/${encodeURIComponent(certificateId)}/versions`,
      {},
      options,
    );
    return items;
  }

  /**
   * A version and the chain that was seen with it, leaf first, as PEM. Rejects with
   * 404 while the certificate itself has not been seen.
   */
  async getVersionPem(
    certificateId: string,
    versionId: string,
    options?: CertificatesRequestOptions,
  ): Promise<string> {
    const response = await this.#rest.read(
      await this.#rest.url(
        `/certificates/${encodeURIComponent(
          certificateId,
        )}/versions/${encodeURIComponent(versionId)}/pem`,
        {},
      ),
      options,
    );
    return response.text();
  }

  async listUsage(
    certificateId: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean } = {},
    options?: CertificatesRequestOptions,
  ): Promise<Page<InstallationUsage>> {
    return this.#rest.get(
      `/certificates/${encodeURIComponent(certificateId)}/usage`,
      request,
      options,
    );
  }

  async exportUrl(
    filter: CertificateFilter,
    format: 'csv' | 'json',
  ): Promise<string> {
    return this.#rest.url('/export', { ...filter, format });
  }

  async exportCertificates(
    filter: CertificateFilter,
    format: 'csv' | 'json',
    options?: CertificatesRequestOptions,
  ): Promise<Blob> {
    const response = await this.#rest.read(
      await this.exportUrl(filter, format),
      options,
    );
    return response.blob();
  }

  async listDevices(
    options?: CertificatesRequestOptions,
  ): Promise<DeviceSummary[]> {
    const { items } = await this.#rest.get<{ items: DeviceSummary[] }>(
      '/devices',
      {},
      options,
    );
    return items;
  }

  async getDevice(
    name: string,
    options?: CertificatesRequestOptions,
  ): Promise<DeviceDetail> {
    return this.#rest.get(`/devices/${encodeURIComponent(name)}`, {}, options);
  }

  async scanDevice(
    name: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord> {
    return this.#rest.write(
      {
        method: 'POST',
        path: `/devices/${encodeURIComponent(name)}/scans`,
      },
      options,
    );
  }

  async getScan(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord> {
    return this.#rest.get(`/scans/${encodeURIComponent(id)}`, {}, options);
  }

  async listCatalogFeed(
    request: { after: number; limit?: number },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: CatalogFeedItem[]; lastSequence: number }> {
    return this.#rest.get('/catalog-feed', request, options);
  }

  async getHealth(options?: CertificatesRequestOptions): Promise<HealthReport> {
    return this.#rest.get('/health', {}, options);
  }
}
