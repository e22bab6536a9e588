/** Passphrase of a key of the lab: must never be seen. */
export const LAB_PASSPHRASE = 'passphrase-of-the-lab';

/** Name of the iRule for challenges, and of its data group. */
const CHALLENGES = '/Common/cmt_acme_http01';

/** How the devices of a lab are set up. */
export interface LabOptions {
  version?: string;
  /** Two devices; synchronised by hand or by themselves. */
  cluster?: 'manual' | 'automatic';
  latencyMs?: number;
  cacheDirectory?: string;
  /** Profiles `/Lab/many-N`, each with a virtual server, that share one certificate. */
  many?: number;
  /** Text of an iRule for challenges; `/Lab/http` carries it, beside its data group. */
  challengeRule?: string;
}

/** The farm as a file describes it. */
export function labDefinition({
  version = '16.1.3.3',
  cluster,
  many = 0,
  challengeRule,
}: LabOptions) {
  const leaf = (names: string[], key: string, more: object = {}) => ({
    names,
    issuer: 'issuing',
    key,
    ends: 30,
    lifetime: 90,
    ...more,
  });
  const [major, minor] = version.split('.').map(Number);
  const users = [
    { name: 'admin', password: 'administrator-of-the-lab', role: 'admin' },
    ...(major > 13 || (major === 13 && minor >= 1)
      ? [{ name: 'reader', password: 'reader-of-the-lab', role: 'auditor' }]
      : []),
  ];
  const numbers = Array.from({ length: many }, (_, index) => index);
  return {
    name: 'Lab',
    seed: 77,
    organization: 'Lab',
    country: 'NL',
    authorities: {
      root: { commonName: 'Lab Root', from: '2020-01-01', to: '2040-01-01' },
      issuing: {
        commonName: 'Lab Issuing 1',
        issuer: 'root',
        from: '2021-01-01',
        to: '2036-01-01',
      },
    },
    certificates: {
      'shop-rsa': leaf(['shop.lab.test', 'www.lab.test'], 'rsa-2048'),
      'shop-ec': leaf(['shop.lab.test', 'www.lab.test'], 'ec-p256'),
      media: leaf(['*.media.lab.test', 'media.lab.test'], 'ec-p256'),
      secret: leaf(['secret.lab.test'], 'ec-p256'),
      gifts: leaf(['gifts.lab.test'], 'ec-p256'),
      backend: leaf(['client.lab.test'], 'ec-p256', { usage: ['clientAuth'] }),
      many: leaf(['many.lab.test'], 'ec-p256'),
    },
    configurations: {
      lab: {
        ...(cluster && {
          deviceGroup: { name: 'lab', autoSync: cluster === 'automatic' },
        }),
        partitions: [
          { name: 'Lab' },
          { name: 'Gifts', description: 'Updated by AS3 at Mon, 02 Mar 2026' },
        ],
        files: [
          { path: '/Common/lab-issuing', certificate: 'issuing' },
          { path: '/Lab/shop_rsa', certificate: 'shop-rsa' },
          { path: '/Lab/shop_ec', certificate: 'shop-ec' },
          { path: '/Lab/media', certificate: 'media' },
          {
            path: '/Lab/secret',
            certificate: 'secret',
            keyPassphrase: LAB_PASSPHRASE,
          },
          { path: '/Lab/secret-issuing', certificate: 'issuing' },
          { path: '/Lab/backend', certificate: 'backend' },
          { path: '/Lab/many', certificate: 'many' },
          {
            path: '/Gifts/shop/gifts',
            certificate: 'gifts',
            managedBy: { as3: true },
          },
        ],
        clientSsl: [
          {
            path: '/Lab/shop-tls',
            entries: [
              { file: '/Lab/shop_rsa', chain: '/Common/lab-issuing.crt' },
              { file: '/Lab/shop_ec', chain: '/Common/lab-issuing.crt' },
            ],
            serverName: 'shop.lab.test',
            sniDefault: true,
          },
          {
            path: '/Lab/media-tls',
            entries: [{ file: '/Lab/media', chain: '/Common/lab-issuing.crt' }],
          },
          {
            path: '/Lab/media-img-tls',
            parent: '/Lab/media-tls',
            serverName: 'img.media.lab.test',
          },
          {
            path: '/Lab/secret-tls',
            entries: [
              { file: '/Lab/secret', chain: '/Lab/secret-issuing.crt' },
            ],
          },
          {
            path: '/Gifts/shop/gifts-tls',
            entries: [{ file: '/Gifts/shop/gifts' }],
          },
          ...numbers.map(number => ({
            path: `/Lab/many-${number}`,
            entries: [{ file: '/Lab/many', chain: '/Common/lab-issuing.crt' }],
          })),
        ],
        serverSsl: [{ path: '/Lab/backend-tls', file: '/Lab/backend' }],
        virtualServers: [
          { path: '/Lab/shop', port: 31443, clientSsl: ['/Lab/shop-tls'] },
          { path: '/Lab/media', port: 31444, clientSsl: ['/Lab/media-tls'] },
          { path: '/Lab/img', port: 31445, clientSsl: ['/Lab/media-img-tls'] },
          {
            path: '/Lab/secret',
            port: 31446,
            clientSsl: ['/Lab/secret-tls'],
            serverSsl: ['/Lab/backend-tls'],
          },
          { path: '/Lab/plain', port: 31447 },
          {
            path: '/Gifts/shop/gifts',
            port: 31448,
            clientSsl: ['/Gifts/shop/gifts-tls'],
          },
          ...numbers.map(number => ({
            path: `/Lab/many-${number}`,
            port: 31500 + number,
            clientSsl: [`/Lab/many-${number}`],
          })),
          ...(challengeRule
            ? [{ path: '/Lab/http', port: 31449, rules: [CHALLENGES] }]
            : []),
        ],
        objects: challengeRule
          ? [
              {
                collection: 'ltm/rule',
                path: CHALLENGES,
                attributes: { apiAnonymous: challengeRule },
              },
              {
                collection: 'ltm/data-group/internal',
                path: CHALLENGES,
                attributes: { type: 'string' },
              },
            ]
          : [],
      },
    },
    devices: (cluster ? ['lab-1', 'lab-2'] : ['lab-1']).map((name, index) => ({
      name,
      hostname: `${name}.lab.test`,
      configuration: 'lab',
      version,
      managementIp: `10.0.0.${index + 1}`,
      failover: index === 0 ? 'active' : 'standby',
      users,
    })),
  };
}
