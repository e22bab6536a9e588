import { campaignPaths, campaignSchemas } from './campaigns';
import { certificateSchemas } from './certificateSchemas';
import { deploymentPaths } from './deploymentPaths';
import { deploymentSchemas } from './deploymentSchemas';
import { deviceSchemas } from './deviceSchemas';
import {
  FEED_PARAMETERS,
  FILTER_PARAMETERS,
  FORMAT,
  INCLUDE_REMOVED,
  pageParameters,
  path,
  SORT_PARAMETERS,
} from './parameters';
import { json, OpenApiDocument, operation } from './operation';
import { planSchemas } from './planSchemas';
import { policySchemas } from './policySchemas';
import { renewalPaths } from './renewalPaths';
import { renewalSchemas } from './renewalSchemas';
import { materialSchemas } from './materialSchemas';
import { ref } from './schema';
import { summarySchemas } from './summarySchemas';
import { usageSchemas } from './usageSchemas';

const CERTIFICATE_ID = path('id', 'Id of the certificate.');
const DEVICE_NAME = path('name', 'Name of the device.');

/** The REST API of the plugin, below `/api/certificates`. */
export const openApiDocument: OpenApiDocument = {
  openapi: '3.0.3',
  info: {
    title: 'certificates',
    version: '1',
    description:
      'Inventory of TLS certificates on load balancers, their renewal and their deployment. Moments are ISO 8601 in UTC; entity refs are full and lower case, for example `group:default/shop`. Errors are problems as of RFC 9457 with the members of every Backstage plugin, see the schema Error.',
  },
  servers: [{ url: '/' }],
  components: {
    schemas: {
      ...certificateSchemas,
      ...usageSchemas,
      ...deviceSchemas,
      ...summarySchemas,
      ...materialSchemas,
      ...planSchemas,
      ...deploymentSchemas,
      ...policySchemas,
      ...renewalSchemas,
      ...campaignSchemas,
    },
  },
  paths: {
    ...deploymentPaths,
    ...renewalPaths,
    ...campaignPaths,
    '/certificates': {
      get: operation({
        id: 'ListCertificates',
        tag: 'certificates',
        summary: 'Lists certificates',
        parameters: [
          ...FILTER_PARAMETERS,
          ...SORT_PARAMETERS,
          ...pageParameters(200, 50),
        ],
        responses: { '200': json('CertificatePage', 'One page.') },
      }),
    },
    '/certificates/{id}': {
      get: operation({
        id: 'GetCertificate',
        tag: 'certificates',
        summary:
          'One certificate with findings, evidence of its owner and what it protects',
        parameters: [CERTIFICATE_ID],
        responses: { '200': json('CertificateDetail', 'The certificate.') },
        canBeMissing: true,
      }),
    },
    '/certificates/{id}/versions': {
      get: operation({
        id: 'ListCertificateVersions',
        tag: 'certificates',
        summary: 'All versions of a certificate, newest first',
        parameters: [CERTIFICATE_ID],
        responses: { '200': json('CertificateVersionList', 'All versions.') },
        canBeMissing: true,
      }),
    },
    '/certificates/{id}/versions/{versionId}/pem': {
      get: operation({
        id: 'GetVersionPem',
        tag: 'certificates',
        summary: 'Downloads a version with its chain, leaf first',
        description:
          'Public certificates only. Not found while the certificate itself has not been seen in a TLS handshake.',
        parameters: [CERTIFICATE_ID, path('versionId', 'Id of the version.')],
        responses: {
          '200': {
            description: 'PEM, as an attachment.',
            content: {
              'application/x-pem-file': { schema: { type: 'string' } },
            },
          },
        },
        canBeMissing: true,
      }),
    },
    '/certificates/{id}/usage': {
      get: operation({
        id: 'ListCertificateUsage',
        tag: 'certificates',
        summary: 'Where a certificate is installed, bound and served',
        parameters: [
          CERTIFICATE_ID,
          INCLUDE_REMOVED,
          ...pageParameters(200, 50),
        ],
        responses: { '200': json('InstallationUsagePage', 'One page.') },
        canBeMissing: true,
      }),
    },
    '/facets': {
      get: operation({
        id: 'GetFacets',
        tag: 'certificates',
        summary: 'Values that the list can be narrowed by, with their counts',
        parameters: FILTER_PARAMETERS,
        responses: { '200': json('CertificateFacets', 'Counts by facet.') },
      }),
    },
    '/summary': {
      get: operation({
        id: 'GetSummary',
        tag: 'certificates',
        summary: 'Counts, expiries over time and what needs attention',
        parameters: FILTER_PARAMETERS,
        responses: { '200': json('InventorySummary', 'The summary.') },
      }),
    },
    '/export': {
      get: operation({
        id: 'ExportCertificates',
        tag: 'certificates',
        summary: 'Downloads all certificates that match, by name',
        description:
          'CSV as of RFC 4180 in UTF-8, with a header row; lists are separated by a space and a vertical bar. A cell that a spreadsheet would take for a formula begins with an apostrophe. JSON is one array of CertificateSummary. Both are streamed: a download that breaks off is not complete.',
        parameters: [FORMAT, ...FILTER_PARAMETERS],
        responses: {
          '200': {
            description: 'The export, as an attachment.',
            headers: {
              'content-disposition': {
                description: 'Suggests a file name with the date.',
                schema: { type: 'string' },
              },
            },
            content: {
              'text/csv': { schema: { type: 'string' } },
              'application/json': {
                schema: { type: 'array', items: ref('CertificateSummary') },
              },
            },
          },
        },
      }),
    },
    '/devices': {
      get: operation({
        id: 'ListDevices',
        tag: 'devices',
        summary: 'All devices, by name',
        responses: { '200': json('DeviceList', 'All devices.') },
      }),
    },
    '/devices/{name}': {
      get: operation({
        id: 'GetDevice',
        tag: 'devices',
        summary: 'One device with its recent scans',
        parameters: [DEVICE_NAME],
        responses: { '200': json('DeviceDetail', 'The device.') },
        canBeMissing: true,
      }),
    },
    '/devices/{name}/scans': {
      get: operation({
        id: 'ListScans',
        tag: 'devices',
        summary: 'The last 20 scans of a device, newest first',
        parameters: [DEVICE_NAME],
        responses: { '200': json('ScanList', 'The scans.') },
        canBeMissing: true,
      }),
      post: operation({
        id: 'RequestScan',
        tag: 'devices',
        summary: 'Asks for a scan now',
        description:
          'Starts at once when there is room, also when the device is paused. While a scan of the device waits or runs, answers that one.',
        parameters: [DEVICE_NAME],
        responses: {
          '202': json('ScanRecord', 'The scan that waits or runs.'),
        },
        canBeMissing: true,
      }),
    },
    '/scans/{id}': {
      get: operation({
        id: 'GetScan',
        tag: 'devices',
        summary: 'One scan with its progress or outcome',
        parameters: [path('id', 'Id of the scan.')],
        responses: { '200': json('ScanRecord', 'The scan.') },
        canBeMissing: true,
      }),
    },
    '/catalog-feed': {
      get: operation({
        id: 'ListCatalogFeed',
        tag: 'integration',
        summary: 'What changed for the catalog, in order',
        description:
          'For services only: it is not restricted to what a user may see.',
        parameters: FEED_PARAMETERS,
        responses: { '200': json('CatalogFeed', 'One page.') },
      }),
    },
    '/health': {
      get: operation({
        id: 'GetHealth',
        tag: 'integration',
        summary: 'Whether all devices can be read and their data is fresh',
        responses: { '200': json('HealthReport', 'The report.') },
      }),
    },
  },
};
