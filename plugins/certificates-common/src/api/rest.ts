import { ResponseError } from '@backstage/errors';

/** Where a client finds the backend and how it speaks to it. @public */
export interface CertificatesClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi?: { fetch: typeof fetch };
}

/** Options of every call. @public */
export interface CertificatesRequestOptions {
  /** A Backstage token; not needed where `fetchApi` adds one. */
  token?: string;
  signal?: AbortSignal;
}

/** A call that changes something. */
export interface RestWrite {
  method: 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Requests to the REST API of the certificates backend. */
export class RestClient {
  readonly #discoveryApi: CertificatesClientOptions['discoveryApi'];
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: CertificatesClientOptions) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi ?? { fetch: globalThis.fetch };
  }

  async get<T>(
    path: string,
    query: object,
    options?: CertificatesRequestOptions,
  ): Promise<T> {
    const response = await this.read(await this.url(path, query), options);
    return response.json();
  }

  async read(
    url: string,
    options?: CertificatesRequestOptions,
  ): Promise<Response> {
    return this.#request(url, { method: 'GET' }, options);
  }

  async write<T>(
    { method, path, body, headers }: RestWrite,
    options?: CertificatesRequestOptions,
  ): Promise<T> {
    const response = await this.#request(
      await this.url(path, {}),
      {
        method,
        headers: {
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      options,
    );
    return response.json();
  }

  async url(path: string, query: object): Promise<string> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('certificates');
    const search = serializeQuery(query);
    return `${baseUrl}${path}${search && `?${search}`}`;
  }

  async #request(
    url: string,
    init: { method: string; headers?: Record<string, string>; body?: string },
    options?: CertificatesRequestOptions,
  ): Promise<Response> {
    const response = await this.#fetchApi.fetch(url, {
      ...init,
      signal: options?.signal,
      headers: {
        ...init.headers,
        ...(options?.token && { Authorization: `Bearer ${options.token}` }),
      },
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
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
