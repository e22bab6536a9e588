import {
  CertificateDetail,
  CertificateVersion,
  InstallationUsage,
  Page,
} from '@cmt/backstage-plugin-certificates-common';
import {
  aBinding,
  aCertificateDetail,
  aFinding,
  anInstallation,
  aServedStatus,
  aVersion,
  aVirtualServer,
  daysFromNow,
  fakeDigest,
  minutesAgo,
} from './builders';
import { FixtureCertificatesApi } from './FixtureCertificatesApi';

/** Id of the certificate that has every kind of use. */
export const WILDCARD_ID = 'wildcard';

const NAMES = [
  '*.shop.example.com',
  'shop.example.com',
  ...Array.from({ length: 14 }, (_, i) => `shop-${i + 1}.example.net`),
];

const CURRENT = 'wildcard-current';
const OLDER = 'wildcard-older';
const NEWER = 'wildcard-newer';

/** A wildcard certificate that many virtual servers use, with trouble in several places. */
export function aWildcard(
  overrides: Partial<CertificateDetail> = {},
): CertificateDetail {
  return aCertificateDetail({
    id: WILDCARD_ID,
    title: 'shop.example.com',
    names: NAMES,
    endsInDays: 6,
    lifetimeDays: 90,
    devices: ['bigip-a.example.com', 'bigip-b.example.com'],
    installationCount: 4,
    virtualServerCount: 14,
    currentVersionId: CURRENT,
    owner: {
      ref: 'group:default/checkout',
      kind: 'annotation',
      confidence: 'high',
    },
    ownerEvidence: [
      {
        kind: 'annotation',
        confidence: 'high',
        ownerRef: 'group:default/checkout',
        entityRef: 'component:default/shop',
        detail:
          'Annotation host-names of component:default/shop names shop.example.com',
      },
      {
        kind: 'host-name',
        confidence: 'medium',
        ownerRef: 'group:default/search',
        entityRef: 'component:default/search',
        detail:
          'A link of component:default/search goes to https://find.shop.example.com',
      },
      {
        kind: 'rule',
        confidence: 'low',
        ownerRef: 'group:default/platform',
        entityRef: null,
        detail: 'Rule "partition Shop" matches /Shop/shop.crt',
      },
    ],
    protects: [
      {
        entityRef: 'component:default/shop',
        kind: 'annotation',
        confidence: 'high',
        detail: 'Annotation host-names names shop.example.com',
      },
      {
        entityRef: 'api:default/orders',
        kind: 'host-name',
        confidence: 'medium',
        detail: 'Its definition names the server orders.shop.example.com',
      },
    ],
    findings: [
      'expiring',
      'not-served',
      'missing-intermediate',
      'superseded-in-use',
    ],
    findingDetails: [
      aFinding('expiring', { since: null }),
      aFinding('not-served', {
        device: 'bigip-b.example.com',
        object: '/Shop/vs_checkout_443',
        serverName: 'checkout.shop.example.com',
      }),
      ...['vs_shop_443', 'vs_shop_8443', 'vs_assets_443', 'vs_beta_443'].map(
        name =>
          aFinding('missing-intermediate', {
            device: 'bigip-a.example.com',
            object: `/Shop/${name}`,
          }),
      ),
      aFinding('superseded-in-use', {
        device: 'bigip-b.example.com',
        object: '/Shop/shop-2025.crt',
      }),
    ],
    currentVersion: wildcardVersions()[1],
    ...overrides,
  });
}

/** The versions of the wildcard, newest first. */
export function wildcardVersions(): CertificateVersion[] {
  const common = { names: NAMES, chainStatus: 'incomplete' as const };
  const version = (
    id: string,
    from: number,
    to: number,
    counts: [number, number],
  ) =>
    aVersion({
      ...common,
      id,
      fingerprint: fakeDigest(id),
      serialNumber: fakeDigest(id).slice(0, 32),
      notBefore: daysFromNow(from),
      notAfter: daysFromNow(to),
      firstSeenAt: daysFromNow(from + 2),
      installationCount: counts[0],
      servedCount: counts[1],
      chain: [],
    });
  return [
    version(NEWER, -2, 88, [1, 0]),
    version(CURRENT, -84, 6, [2, 13]),
    version(OLDER, -170, -80, [1, 1]),
    version('wildcard-first', -256, -166, [0, 0]),
  ];
}

/** Where the wildcard is installed, used and served. */
export function wildcardUsage(): InstallationUsage[] {
  const named = (serverName: string) => aServedStatus({ serverName });
  return [
    anInstallation({
      id: 'a-current',
      versionId: CURRENT,
      notAfter: daysFromNow(6),
      bindings: [
        aBinding({
          virtualServers: [
            aVirtualServer({ served: [named('shop.example.com')] }),
            aVirtualServer({
              fullPath: '/Shop/vs_shop_8443',
              port: 8443,
              routeDomain: 2,
              served: [
                named('shop.example.com'),
                aServedStatus({
                  serverName: 'beta.shop.example.com',
                  chainComplete: false,
                }),
              ],
            }),
            ...Array.from({ length: 10 }, (_, i) =>
              aVirtualServer({
                fullPath: `/Shop/vs_assets_${i + 1}`,
                address: `192.0.2.${20 + i}`,
                served: [named(`assets-${i + 1}.shop.example.com`)],
              }),
            ),
          ],
        }),
        aBinding({
          profile: '/Shop/clientssl_shop_legacy',
          inheritedFrom: '/Shop/clientssl_shop',
          serverName: null,
          sniDefault: true,
          virtualServers: [
            aVirtualServer({
              fullPath: '/Shop/vs_legacy_443',
              address: '2001:db8::10',
              enabled: false,
              served: [
                aServedStatus({
                  serverName: null,
                  result: 'not-checked',
                  detail: 'The virtual server is disabled.',
                  checkedAt: null,
                }),
              ],
            }),
          ],
        }),
      ],
    }),
    anInstallation({
      id: 'a-newer',
      fullPath: '/Shop/shop-2027.crt',
      versionId: NEWER,
      notAfter: daysFromNow(88),
      firstSeenAt: daysFromNow(-1),
      bindings: [],
    }),
    anInstallation({
      id: 'b-current',
      device: 'bigip-b.example.com',
      versionId: CURRENT,
      notAfter: daysFromNow(6),
      managedBy: { kind: 'as3', detail: 'tenant Shop, application storefront' },
      bindings: [
        aBinding({
          profile: '/Shop/clientssl_checkout',
          serverName: 'checkout.shop.example.com',
          virtualServers: [
            aVirtualServer({
              fullPath: '/Shop/vs_checkout_443',
              address: '192.0.2.40',
              served: [
                aServedStatus({
                  serverName: 'checkout.shop.example.com',
                  result: 'mismatch',
                  fingerprint: fakeDigest('other'),
                  certificateId: 'other-certificate',
                }),
                aServedStatus({
                  serverName: 'pay.shop.example.com',
                  result: 'mismatch',
                  fingerprint: fakeDigest(OLDER),
                  certificateId: WILDCARD_ID,
                }),
              ],
            }),
            aVirtualServer({
              fullPath: '/Shop/vs_dmz_443',
              address: '198.51.100.9',
              served: [
                aServedStatus({
                  serverName: 'dmz.shop.example.com',
                  result: 'unreachable',
                  fingerprint: null,
                  chainComplete: null,
                  detail: 'Connection timed out after 5 s',
                  checkedAt: minutesAgo(12),
                }),
              ],
            }),
          ],
        }),
      ],
      references: [
        {
          kind: 'ltm/monitor/https',
          object: '/Shop/monitor_shop',
          field: 'cert',
        },
      ],
    }),
    anInstallation({
      id: 'b-removed',
      device: 'bigip-b.example.com',
      fullPath: '/Shop/shop-2025.crt',
      versionId: OLDER,
      notAfter: daysFromNow(-80),
      removedAt: daysFromNow(-20),
      bindings: [],
    }),
  ];
}

/** The fixture API with the wildcard in it. */
export class WildcardCertificatesApi extends FixtureCertificatesApi {
  async getCertificate(id: string): Promise<CertificateDetail> {
    return id === WILDCARD_ID ? aWildcard() : super.getCertificate(id);
  }

  async listVersions(id: string): Promise<CertificateVersion[]> {
    return id === WILDCARD_ID ? wildcardVersions() : super.listVersions(id);
  }

  async listUsage(
    id: string,
    request: { limit?: number; cursor?: string; includeRemoved?: boolean } = {},
  ): Promise<Page<InstallationUsage>> {
    if (id !== WILDCARD_ID) {
      return super.listUsage(id);
    }
    return {
      items: wildcardUsage().filter(
        installation => request.includeRemoved || !installation.removedAt,
      ),
    };
  }
}
