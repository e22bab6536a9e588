import {
  BindingFacts,
  CertificateFactsForRules,
  VersionFacts,
} from '../inventory/findings';

export const time = (iso: string) => Date.parse(iso);

export const place = {
  device: 'lb-1',
  unit: 'pair',
  fullPath: '/Common/shop.crt',
};

export function aVersion(overrides: Partial<VersionFacts> = {}): VersionFacts {
  return {
    id: 'v1',
    factsSource: 'der',
    names: ['shop.example.com'],
    notBefore: time('2026-05-01'),
    notAfter: time('2026-11-01'),
    keyType: 'ec',
    keySize: 256,
    signatureAlgorithm: 'ECDSA with SHA-256',
    selfSigned: false,
    chain: [],
    publicRoot: false,
    installations: [place],
    ...overrides,
  };
}

export function aBinding(overrides: Partial<BindingFacts> = {}): BindingFacts {
  return {
    versionId: 'v1',
    device: 'lb-1',
    unit: 'pair',
    fullPath: '/Common/shop.crt',
    side: 'client',
    profile: '/Common/shop',
    serverName: null,
    chain: null,
    virtualServers: [{ fullPath: '/Common/vs', served: [] }],
    ...overrides,
  };
}

export function factsForRules(
  overrides: Partial<CertificateFactsForRules> = {},
): CertificateFactsForRules {
  return {
    category: 'certificate',
    usage: 'in-use',
    versions: [aVersion()],
    bindings: [aBinding()],
    ...overrides,
  };
}
