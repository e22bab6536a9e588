/** What the rehearsal's farm is made of. */
export const DEVICES = 20;
export const PROFILES = 15;
/** The wildcard that all of it shares. */
export const NAMES = ['*.meridian.example', 'meridian.example'];

/** Names of the devices, in order. */
export const deviceNames = Array.from(
  { length: DEVICES },
  (_, index) => `edge-${String(index + 1).padStart(2, '0')}`,
);

/** A farm whose devices all use one wildcard, as a farm file. */
export function farmDefinition() {
  const numbers = Array.from({ length: PROFILES }, (_, index) => index + 1);
  return {
    name: 'Rehearsal',
    seed: 300,
    organization: 'Meridian Retail',
    country: 'NL',
    authorities: {
      root: {
        commonName: 'DemoTrust Root',
        from: '2020-01-01',
        to: '2040-01-01',
      },
      issuing: {
        commonName: 'DemoTrust Issuing 7',
        issuer: 'root',
        from: '2021-01-01',
        to: '2036-01-01',
      },
    },
    certificates: {
      wildcard: {
        names: NAMES,
        issuer: 'issuing',
        key: 'ec-p256',
        ends: 9,
        lifetime: 90,
      },
    },
    configurations: Object.fromEntries(
      deviceNames.map(name => [
        name,
        {
          partitions: [{ name: 'Shops' }],
          files: [
            { path: '/Common/demotrust-issuing-7', certificate: 'issuing' },
            { path: '/Shops/wildcard', certificate: 'wildcard' },
          ],
          clientSsl: numbers.map(number => ({
            path: `/Shops/tls-${number}`,
            entries: [
              {
                file: '/Shops/wildcard',
                chain: '/Common/demotrust-issuing-7.crt',
              },
            ],
          })),
          virtualServers: numbers.map(number => ({
            path: `/Shops/shop-${number}`,
            port: 20_000 + number,
            clientSsl: [`/Shops/tls-${number}`],
          })),
        },
      ]),
    ),
    devices: deviceNames.map((name, index) => ({
      name,
      hostname: `${name}.meridian.example`,
      configuration: name,
      version: '16.1.3.3',
      managementIp: `10.20.0.${index + 1}`,
      users: [
        { name: 'admin', password: 'rehearsal-admin', role: 'admin' },
        { name: 'reader', password: 'rehearsal-reader', role: 'auditor' },
      ],
    })),
  };
}
