import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  CatalogFeedItem,
  CertificateDetail,
  CertificateFacets,
  CertificateFilter,
  CertificatePage,
  CertificateSummary,
  CertificateVersion,
  CleanUpCandidate,
  CreateDeploymentRequest,
  DeploymentAction,
  DeploymentDetail,
  DeploymentPage,
  DeviceDetail,
  DeviceSummary,
  DriftItem,
  HealthReport,
  ImportMaterialRequest,
  ImportMaterialResult,
  InstallationUsage,
  InventorySummary,
  ListCertificatesRequest,
  ListDeploymentsRequest,
  Material,
  Page,
  ScanRecord,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';

/** On whose behalf something is read or done. */
export interface CallerOptions {
  credentials: BackstageCredentials;
}

/**
 * The certificates as a caller may see them. Methods about one object throw a
 * `NotFoundError` when it does not exist or the caller may not see it.
 */
export interface CertificateService {
  listCertificates(
    request: ListCertificatesRequest,
    caller: CallerOptions,
  ): Promise<CertificatePage>;
  getFacets(
    filter: CertificateFilter,
    caller: CallerOptions,
  ): Promise<CertificateFacets>;
  getSummary(
    filter: CertificateFilter,
    caller: CallerOptions,
  ): Promise<InventorySummary>;
  getCertificate(id: string, caller: CallerOptions): Promise<CertificateDetail>;
  listVersions(
    certificateId: string,
    caller: CallerOptions,
  ): Promise<CertificateVersion[]>;
  /** A version and the chain that was seen with it, leaf first. */
  getVersionPem(
    certificateId: string,
    versionId: string,
    caller: CallerOptions,
  ): Promise<string>;
  listUsage(
    certificateId: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean },
    caller: CallerOptions,
  ): Promise<Page<InstallationUsage>>;
  /** Rejects at once when the caller may not export; then streams. */
  exportCertificates(
    filter: CertificateFilter,
    caller: CallerOptions,
  ): Promise<AsyncIterable<CertificateSummary>>;
  listCatalogFeed(
    request: { after: number; limit?: number },
    caller: CallerOptions,
  ): Promise<{ items: CatalogFeedItem[]; lastSequence: number }>;
  getHealth(caller: CallerOptions): Promise<HealthReport>;
}

/** Devices and their scans as a caller may see and request them. */
export interface DeviceService {
  listDevices(caller: CallerOptions): Promise<DeviceSummary[]>;
  getDevice(name: string, caller: CallerOptions): Promise<DeviceDetail>;
  listScans(device: string, caller: CallerOptions): Promise<ScanRecord[]>;
  getScan(id: string, caller: CallerOptions): Promise<ScanRecord>;
  requestScan(device: string, caller: CallerOptions): Promise<ScanRecord>;
}

/**
 * Material, deployments, drift and clean-up as a caller may see and steer them. A
 * deployment is visible to whoever may see its certificate.
 */
export interface DeploymentService {
  importMaterial(
    request: ImportMaterialRequest,
    caller: CallerOptions,
  ): Promise<ImportMaterialResult>;
  listMaterials(
    certificateId: string,
    caller: CallerOptions,
  ): Promise<Material[]>;
  createDeployment(
    request: CreateDeploymentRequest,
    caller: CallerOptions,
  ): Promise<DeploymentDetail>;
  listDeployments(
    request: ListDeploymentsRequest,
    caller: CallerOptions,
  ): Promise<DeploymentPage>;
  getDeployment(id: string, caller: CallerOptions): Promise<DeploymentDetail>;
  startDeployment(
    id: string,
    request: StartDeploymentRequest,
    caller: CallerOptions,
  ): Promise<DeploymentDetail>;
  actOnDeployment(
    id: string,
    action: Exclude<DeploymentAction, 'start'>,
    caller: CallerOptions,
  ): Promise<DeploymentDetail>;
  promoteDeployment(
    id: string,
    request: { environment: string },
    caller: CallerOptions,
  ): Promise<DeploymentDetail>;
  listDrift(
    request: {
      certificate?: string;
      owner?: string[];
      limit?: number;
      cursor?: string;
    },
    caller: CallerOptions,
  ): Promise<Page<DriftItem>>;
  listCleanUp(
    request: {
      state?: CleanUpCandidate['state'][];
      limit?: number;
      cursor?: string;
    },
    caller: CallerOptions,
  ): Promise<Page<CleanUpCandidate>>;
  actOnCleanUp(
    id: string,
    action: 'quarantine' | 'release' | 'restore',
    caller: CallerOptions,
  ): Promise<CleanUpCandidate>;
}
