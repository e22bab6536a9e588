import { CertKeyChainEntry, ClientSslProfile, ServerSslProfile } from './types';

const DEFAULT_CHAIN: CertKeyChainEntry[] = [
  {
    name: 'default',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    usage: 'SERVER',
  },
];

/** Factory profiles that came with a later version than 11.6. */
export interface FactoryProfile {
  fullPath: string;
  since?: string;
}

export const CLIENT_SSL: (FactoryProfile &
  Pick<
    ClientSslProfile,
    'defaultsFrom' | 'ciphers' | 'certKeyChain' | 'attributes'
  >)[] = [
  {
    fullPath: '/Common/clientssl',
    ciphers: 'DEFAULT',
    certKeyChain: DEFAULT_CHAIN,
  },
  {
    fullPath: '/Common/clientssl-insecure-compatible',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'ALL:!DH:!ADH:!EDH:@SPEED',
    attributes: { secureRenegotiation: 'request' },
  },
  {
    fullPath: '/Common/clientssl-quic',
    defaultsFrom: '/Common/clientssl',
    since: '15.1',
    attributes: {
      cipherGroup: '/Common/f5-quic',
      data_0rtt: 'enabled-with-anti-replay',
      renegotiation: 'disabled',
      sessionTicket: 'enabled',
      tmOptions: [
        'dont-insert-empty-fragments',
        'no-ssl',
        'no-dtls',
        'no-tlsv1.1',
        'no-tlsv1.2',
        'no-tlsv1',
      ],
    },
  },
  {
    fullPath: '/Common/clientssl-secure',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'ecdhe:rsa:!sslv3:!rc4:!exp:!des',
    attributes: { renegotiation: 'disabled', tmOptions: ['no-ssl'] },
  },
  {
    fullPath: '/Common/crypto-server-default-clientssl',
    defaultsFrom: '/Common/clientssl',
    ciphers: 'DHE-RSA-AES256-GCM-SHA384',
    attributes: { cacheSize: 0, renegotiatePeriod: '21600' },
  },
  {
    fullPath: '/Common/splitsession-default-clientssl',
    defaultsFrom: '/Common/clientssl',
  },
  {
    fullPath: '/Common/wom-default-clientssl',
    defaultsFrom: '/Common/clientssl',
    attributes: { allowNonSsl: 'enabled' },
  },
];

const SERVICE_SSL: NonNullable<ServerSslProfile['attributes']> = {
  authenticate: 'always',
  cipherGroup: '/Common/f5-secure',
  renegotiation: 'disabled',
  tmOptions: ['no-ssl'],
};

export const SERVER_SSL: (FactoryProfile &
  Omit<ServerSslProfile, 'generation'>)[] = [
  {
    fullPath: '/Common/serverssl',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/serverssl-insecure-compatible',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    attributes: {
      ciphers:
        '!EXPORT:!DH:RSA+RC4:RSA+AES:RSA+DES:RSA+3DES:ECDHE+AES:ECDHE+3DES:@SPEED',
      secureRenegotiation: 'request',
    },
  },
  {
    fullPath: '/Common/serverssl-secure',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    since: '15.1',
    attributes: {
      cipherGroup: '/Common/f5-secure',
      renegotiation: 'disabled',
      tmOptions: ['no-ssl'],
    },
  },
  {
    fullPath: '/Common/cloud-service-default-ssl',
    defaultsFrom: '/Common/serverssl-secure',
    since: '15.1',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    authenticateName: '*.idservice.net',
    attributes: SERVICE_SSL,
  },
  {
    fullPath: '/Common/f5aas-default-ssl',
    defaultsFrom: '/Common/serverssl-secure',
    since: '15.1',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    authenticateName: '*.f5aas.com',
    attributes: SERVICE_SSL,
  },
  {
    fullPath: '/Common/apm-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    caFile: '/Common/ca-bundle.crt',
    peerCertMode: 'require',
    attributes: { secureRenegotiation: 'request' },
  },
  {
    fullPath: '/Common/crypto-client-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    peerCertMode: 'ignore',
    attributes: { cacheSize: 0, ciphers: 'DHE-RSA-AES256-GCM-SHA384' },
  },
  {
    fullPath: '/Common/pcoip-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    serverName: 'pcoip-default-sni',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/splitsession-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    peerCertMode: 'ignore',
  },
  {
    fullPath: '/Common/wom-default-serverssl',
    defaultsFrom: '/Common/serverssl',
    cert: '/Common/default.crt',
    key: '/Common/default.key',
    peerCertMode: 'ignore',
    attributes: { mode: 'disabled' },
  },
];

/**
 * Names of the factory profiles of other kinds, per kind. A virtual server may
 * refer to any of them.
 */
export const PROFILES: Record<string, string[]> = {
  'certificate-authority': ['certificate-authority'],
  diameter: ['diameter'],
  dns: ['dns'],
  fasthttp: ['fasthttp'],
  fastl4: ['fastL4'],
  http: ['http', 'http-explicit', 'http-transparent'],
  http2: ['http2'],
  'http-compression': ['httpcompression', 'wan-optimized-compression'],
  'one-connect': ['oneconnect'],
  sip: ['sip', 'sip-alg'],
  stream: ['stream'],
  tcp: ['tcp', 'tcp-lan-optimized', 'tcp-wan-optimized', 'f5-tcp-progressive'],
  udp: ['udp'],
};

/** Factory monitors: kind and name differ in the separator only. */
export const MONITORS = [
  ...['http', 'https', 'icmp', 'tcp', 'udp'],
  ...['gateway-icmp', 'tcp-half-open'],
];
