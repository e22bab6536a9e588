import { ResponseError } from '@backstage/errors';
import { CertificateVersion } from '../certificate';
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

/** Options of every call. @public */
export interface CertificatesRequestOptions {
  /** A Backstage token; not needed where `fetchApi` adds one. */
  token?: string;
  signal?: AbortSignal;
}

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
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi?: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi ?? { fetch: globalThis.fetch };
  }

  async listCertificates(
    request: ListCertificatesRequest,
    options?: CertificatesRequestOptions,
  ): Promise<CertificatePage> {
    return this.#get('/certificates', request, options);
  }

  async getFacets(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateFacets> {
    return this.#get('/facets', filter, options);
  }

  async getSummary(
    filter: CertificateFilter,
    options?: CertificatesRequestOptions,
  ): Promise<InventorySummary> {
    return this.#get('/summary', filter, options);
  }

  async getCertificate(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateDetail> {
    return this.#get(`/certificates/${encodeURIComponent(id)}`, {}, options);
  }

  async listVersions(
    certificateId: string,
    options?: CertificatesRequestOptions,
  ): Promise<CertificateVersion[]> {
    const { items } = await this.#get<{ items: CertificateVersion[] }>(
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
    const response = await this.#request(
      'GET',
      await this.#url(
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
    return this.#get(
      `/certificates/${encodeURIComponent(certificateId)}/usage`,
      request,
      options,
    );
  }

  async exportUrl(
    filter: CertificateFilter,
    format: 'csv' | 'json',
  ): Promise<string> {
    return this.#url('/export', { ...filter, format });
  }

  async exportCertificates(
    filter: CertificateFilter,
    format: 'csv' | 'json',
    options?: CertificatesRequestOptions,
  ): Promise<Blob> {
    const response = await this.#request(
      'GET',
      await this.exportUrl(filter, format),
      options,
    );
    return response.blob();
  }

  async listDevices(
    options?: CertificatesRequestOptions,
  ): Promise<DeviceSummary[]> {
    const { items } = await this.#get<{ items: DeviceSummary[] }>(
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
    return this.#get(`/devices/${encodeURIComponent(name)}`, {}, options);
  }

  async scanDevice(
    name: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord> {
    const response = await this.#request(
      'POST',
      await this.#url(`/devices/${encodeURIComponent(name)}/scans`, {}),
      options,
    );
    return response.json();
  }

  async getScan(
    id: string,
    options?: CertificatesRequestOptions,
  ): Promise<ScanRecord> {
    return this.#get(`/scans/${encodeURIComponent(id)}`, {}, options);
  }

  async listCatalogFeed(
    request: { after: number; limit?: number },
    options?: CertificatesRequestOptions,
  ): Promise<{ items: CatalogFeedItem[]; lastSequence: number }> {
    return this.#get('/catalog-feed', request, options);
  }

  async getHealth(options?: CertificatesRequestOptions): Promise<HealthReport> {
    return this.#get('/health', {}, options);
  }

  async #get<T>(
    path: string,
    query: object,
    options?: CertificatesRequestOptions,
  ): Promise<T> {
    const response = await this.#request(
      'GET',
      await this.#url(path, query),
      options,
    );
    return response.json();
  }

  async #request(
    method: string,
    url: string,
    options?: CertificatesRequestOptions,
  ): Promise<Response> {
    const response = await this.#fetchApi.fetch(url, {
      method,
      signal: options?.signal,
      headers: {
        ...(options?.token && { Authorization: `Bearer ${options.token}` }),
      },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }

  async #url(path: string, query: object): Promise<string> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('certificates');
    const search = serializeQuery(query);
    return `${baseUrl}${path}${search && `?${search}`}`;
  }
}

/**
 * Writes a request as query parameters: arrays are repeated, absent values and
 * empty arrays left out.
 *
 * @public
 */
export function serializeQuery(query: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') {
        search.append(key, String(item));
      }
    }
  }
  return search.toString();
}
