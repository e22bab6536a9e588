import { NotFoundError } from '@backstage/errors';
import {
  CatalogFeedItem,
  CERTIFICATE_STATES,
  CertificateDetail,
  CertificateFacets,
  CertificateFilter,
  CertificatePage,
  CertificatesApi,
  CertificateSort,
  CertificateSummary,
  CertificateVersion,
  DeviceDetail,
  DeviceSummary,
  FacetValue,
  HealthReport,
  InstallationUsage,
  InventorySummary,
  ListCertificatesRequest,
  Page,
  ScanRecord,
} from '@cmt/backstage-plugin-certificates-common';
import {
  aCertificateDetail,
  anInstallation,
  aScan,
  aVersion,
  daysFromNow,
} from './builders';
import { createFixtureEstate, FixtureEstate } from './estate';
import { countBy, summarize } from './summary';

const SCAN_STEP_MS = 1200;

const SORT_KEYS: Readonly<
  Record<CertificateSort, (c: CertificateSummary) => string | number>
> = {
  expires: c => c.expiresAt ?? '9999',
  name: c => c.title,
  owner: c => c.owner?.ref ?? '~',
  issuer: c => c.issuer ?? '~',
  virtualServers: c => c.virtualServerCount,
};

function includesAny<T>(wanted: T[] | undefined, has: readonly T[]): boolean {
  return !wanted?.length || wanted.some(value => has.includes(value));
}

function matches(c: CertificateSummary, filter: CertificateFilter): boolean {
  const text = `${c.title} ${c.names.join(' ')} ${c.issuer ?? ''}`;
  const endsInTime =
    filter.expiresWithinDays === undefined ||
    (c.expiresAt !== null &&
      c.expiresAt < daysFromNow(filter.expiresWithinDays));
  return (
    includesAny(filter.state, [c.state]) &&
    includesAny(filter.owner, [c.owner?.ref ?? '']) &&
    includesAny(filter.issuer, [c.issuer ?? '']) &&
    includesAny(filter.device, c.devices) &&
    includesAny(filter.environment, c.environments) &&
    includesAny(filter.usage, [c.usage]) &&
    includesAny(filter.keyType, [c.keyType]) &&
    includesAny(filter.finding, c.findings) &&
    endsInTime &&
    (!filter.expiresFrom || (c.expiresAt ?? '') >= filter.expiresFrom) &&
    (!filter.expiresBefore ||
      (c.expiresAt !== null && c.expiresAt < filter.expiresBefore)) &&
    (filter.includeGone || !c.goneAt) &&
    (!filter.q || text.toLowerCase().includes(filter.q.toLowerCase()))
  );
}

/** The certificates API over data in memory, for tests and the dev app. */
export class FixtureCertificatesApi implements CertificatesApi {
  readonly #estate: FixtureEstate;
  readonly #scans = new Map<string, { startedAt: number; device: string }>();

  constructor(estate: FixtureEstate = createFixtureEstate()) {
    this.#estate = estate;
  }

  async listCertificates(
    request: ListCertificatesRequest,
  ): Promise<CertificatePage> {
    const key = SORT_KEYS[request.sort ?? 'expires'];
    const sign = request.order === 'desc' ? -1 : 1;
    const found = this.#find(request).sort((a, b) => {
      const [left, right] = [key(a), key(b)];
      return (left < right ? -1 : Number(left > right)) * sign;
    });
    const start = Number(request.cursor ?? 0);
    const end = start + (request.limit ?? 50);
    return {
      items: found.slice(start, end),
      totalItems: found.length,
      ...(end < found.length && { nextCursor: String(end) }),
    };
  }

  async getFacets(filter: CertificateFilter): Promise<CertificateFacets> {
    // A facet counts what the other facets leave, as the backend does.
    const facet = (
      field: keyof CertificateFacets,
      values: (c: CertificateSummary) => readonly string[],
    ): FacetValue[] =>
      [...countBy(this.#find({ ...filter, [field]: undefined }), values)]
        .map(([value, items]) => ({ value, count: items.length }))
        .sort((a, b) => b.count - a.count);
    return {
      state: CERTIFICATE_STATES.flatMap(state =>
        facet('state', c => [c.state]).filter(v => v.value === state),
      ),
      owner: facet('owner', c => (c.owner ? [c.owner.ref] : [])),
      issuer: facet('issuer', c => (c.issuer ? [c.issuer] : [])),
      device: facet('device', c => c.devices),
      environment: facet('environment', c => c.environments),
      usage: facet('usage', c => [c.usage]),
      keyType: facet('keyType', c => [c.keyType]),
      finding: facet('finding', c => c.findings),
    };
  }

  async getSummary(filter: CertificateFilter): Promise<InventorySummary> {
    return summarize(this.#find(filter), this.#estate.devices);
  }

  async getCertificate(id: string): Promise<CertificateDetail> {
    const found = this.#estate.certificates.find(c => c.id === id);
    if (!found) {
      throw new NotFoundError(`No certificate has the id ${id}`);
    }
    return aCertificateDetail(found);
  }

  async listVersions(certificateId: string): Promise<CertificateVersion[]> {
    const { currentVersion, names } = await this.getCertificate(certificateId);
    const older = aVersion({
      id: `${certificateId}-older`,
      names,
      notBefore: daysFromNow(-600),
      notAfter: daysFromNow(-235),
      installationCount: 0,
      servedCount: 0,
    });
    return currentVersion ? [currentVersion, older] : [older];
  }

  async listUsage(certificateId: string): Promise<Page<InstallationUsage>> {
    const certificate = await this.getCertificate(certificateId);
    return {
      items: certificate.devices.map(device =>
        anInstallation({
          device,
          versionId: certificate.currentVersionId ?? undefined,
          notAfter: certificate.expiresAt,
        }),
      ),
    };
  }

  async exportUrl(
    _filter: CertificateFilter,
    format: 'csv' | 'json',
  ): Promise<string> {
    return `http://localhost:7007/api/certificates/export?format=${format}`;
  }

  async exportCertificates(
    filter: CertificateFilter,
    format: 'csv' | 'json',
  ): Promise<Blob> {
    const found = this.#find(filter);
    return format === 'json'
      ? new Blob([JSON.stringify(found)], { type: 'application/json' })
      : new Blob([found.map(c => `${c.id},${c.title}`).join('\n')], {
          type: 'text/csv',
        });
  }

  async listDevices(): Promise<DeviceSummary[]> {
    return this.#estate.devices;
  }

  async getDevice(name: string): Promise<DeviceDetail> {
    const device = this.#estate.devices.find(d => d.name === name);
    if (!device) {
      throw new NotFoundError(`No device has the name ${name}`);
    }
    const scans = [...this.#scans]
      .filter(([, scan]) => scan.device === name)
      .map(([id]) => this.#scanNow(id));
    return {
      ...device,
      activeScan: scans.find(scan => !scan.finishedAt) ?? device.activeScan,
      recentScans: [...scans.reverse(), ...device.recentScans],
    };
  }

  async scanDevice(name: string): Promise<ScanRecord> {
    const { activeScan } = await this.getDevice(name);
    if (activeScan) {
      return activeScan;
    }
    const id = `fixture-scan-${this.#scans.size + 1}`;
    this.#scans.set(id, { startedAt: Date.now(), device: name });
    return this.#scanNow(id);
  }

  async getScan(id: string): Promise<ScanRecord> {
    return this.#scanNow(id);
  }

  async listCatalogFeed(): Promise<{
    items: CatalogFeedItem[];
    lastSequence: number;
  }> {
    return { items: [], lastSequence: 0 };
  }

  async getHealth(): Promise<HealthReport> {
    const summary = await this.getSummary({});
    return { status: 'ok', devices: summary.devices, oldestData: null };
  }

  #find(filter: CertificateFilter): CertificateSummary[] {
    return this.#estate.certificates.filter(c => matches(c, filter));
  }

  /** A scan as far as it has come: it takes five steps. */
  #scanNow(id: string): ScanRecord {
    const scan = this.#scans.get(id);
    if (!scan) {
      throw new NotFoundError(`No scan has the id ${id}`);
    }
    const { device, startedAt } = scan;
    const step = Math.floor((Date.now() - startedAt) / SCAN_STEP_MS);
    const base = {
      id,
      device,
      trigger: 'request' as const,
      requestedBy: 'user:default/guest',
      startedAt: new Date(startedAt).toISOString(),
    };
    if (step === 0) {
      return aScan({
        ...base,
        status: 'queued',
        finishedAt: null,
        changes: null,
      });
    }
    if (step < 5) {
      const phase = ['certificates', 'virtual-servers', 'handshakes', 'store'][
        step - 1
      ];
      return aScan({
        ...base,
        status: 'running',
        finishedAt: null,
        changes: null,
        progress: { phase, done: step * 20, total: step === 2 ? null : 80 },
      });
    }
    return aScan({
      ...base,
      finishedAt: new Date(startedAt + 5 * SCAN_STEP_MS).toISOString(),
      changes: { added: 3, changed: 1, removed: 0 },
    });
  }
}
