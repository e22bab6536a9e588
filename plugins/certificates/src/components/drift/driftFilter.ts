/** What narrows the list of drifts. */
export interface DriftFilter {
  /** Entity refs; any of them. */
  owner: string[];
  /** Id of a certificate. */
  certificate: string | undefined;
}

/** Reads the filter of an address. */
export function parseDriftFilter(params: URLSearchParams): DriftFilter {
  return {
    owner: [...new Set(params.getAll('owner').filter(Boolean))],
    certificate: params.get('certificate') || undefined,
  };
}

/** Writes a filter as an address has it. */
export function driftFilterParams(filter: DriftFilter): URLSearchParams {
  const params = new URLSearchParams(filter.owner.map(ref => ['owner', ref]));
  if (filter.certificate) {
    params.set('certificate', filter.certificate);
  }
  return params;
}
