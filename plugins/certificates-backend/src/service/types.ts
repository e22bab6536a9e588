import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AuthoritySummary,
  Campaign,
  CampaignPreview,
  CatalogFeedItem,
  CertificateDetail,
  CertificateFacets,
  CertificateFilter,
  CertificatePage,
  CertificateSummary,
  CertificateVersion,
  CleanUpCandidate,
  CreateCampaignRequest,
  CreateDeploymentRequest,
  CreateRenewalRequest,
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
  ListRenewalsRequest,
  Material,
  Page,
  Policy,
  PolicyChange,
  PolicyDecision,
  PolicyPreview,
  RenewalDetail,
  RenewalForecast,
  RenewalPage,
  RenewalPreview,
  RevokeRequest,
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

/**
 * Renewals, certificate authorities and revocations as a caller may see and steer
 * them. A renewal is visible to whoever may see its certificate.
 */
export interface RenewalService {
  createRenewal(
    request: CreateRenewalRequest,
    caller: CallerOptions,
  ): Promise<RenewalDetail>;
  previewRenewal(
    request: CreateRenewalRequest,
    caller: CallerOptions,
  ): Promise<RenewalPreview>;
  listRenewals(
    request: ListRenewalsRequest,
    caller: CallerOptions,
  ): Promise<RenewalPage>;
  getRenewal(id: string, caller: CallerOptions): Promise<RenewalDetail>;
  decideRenewal(
    id: string,
    decision: { approved: boolean; comment?: string },
    caller: CallerOptions,
  ): Promise<RenewalDetail>;
  uploadIssued(
    id: string,
    upload: { pem?: string; pkcs7?: string },
    caller: CallerOptions,
  ): Promise<RenewalDetail>;
  actOnRenewal(
    id: string,
    action: 'retry' | 'cancel',
    caller: CallerOptions,
  ): Promise<RenewalDetail>;
  listAuthorities(caller: CallerOptions): Promise<AuthoritySummary[]>;
  revokeVersion(
    certificateId: string,
    versionId: string,
    request: RevokeRequest,
    caller: CallerOptions,
  ): Promise<{ revokedAt: string }>;
}

/** Policies and what follows from them, as a caller may see and change them. */
export interface PolicyAdministration {
  listPolicies(caller: CallerOptions): Promise<Policy[]>;
  createPolicy(policy: unknown, caller: CallerOptions): Promise<Policy>;
  updatePolicy(
    id: string,
    policy: unknown,
    caller: CallerOptions,
  ): Promise<Policy>;
  deletePolicy(id: string, caller: CallerOptions): Promise<Policy>;
  listPolicyChanges(id: string, caller: CallerOptions): Promise<PolicyChange[]>;
  previewPolicy(policy: unknown, caller: CallerOptions): Promise<PolicyPreview>;
  getPolicyDecision(
    certificateId: string,
    caller: CallerOptions,
  ): Promise<PolicyDecision>;
  getForecast(
    request: { owner?: string[] },
    caller: CallerOptions,
  ): Promise<RenewalForecast>;
  /** Ends and planned renewals of an owner's certificates, as iCalendar. */
  getCalendar(owner: string, caller: CallerOptions): Promise<string>;
}

/** Campaigns as a caller may see and steer them. */
export interface CampaignAdministration {
  listCampaigns(caller: CallerOptions): Promise<Campaign[]>;
  getCampaign(id: string, caller: CallerOptions): Promise<Campaign>;
  previewCampaign(
    request: CreateCampaignRequest,
    caller: CallerOptions,
  ): Promise<CampaignPreview>;
  createCampaign(
    request: CreateCampaignRequest,
    caller: CallerOptions,
  ): Promise<Campaign>;
  actOnCampaign(
    id: string,
    action: 'pause' | 'continue' | 'stop',
    caller: CallerOptions,
  ): Promise<Campaign>;
}
