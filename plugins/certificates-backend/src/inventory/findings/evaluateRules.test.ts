import {
  CertificateFactsForRules,
  evaluateRules,
  MAX_FINDINGS_PER_CODE,
} from '.';
import {
  aBinding as binding,
  aVersion as version,
  factsForRules as facts,
  time,
} from '../../__testUtils__/ruleFacts';

function observed(
  result: 'match' | 'mismatch',
  chainStatus: 'complete' | 'incomplete' | 'unknown' = 'complete',
) {
  return {
    fullPath: '/Common/vs',
    served: [
      {
        serverName: 'shop.example.com',
        result,
        fingerprint: 'f',
        chainStatus,
      },
    ],
  };
}

const where = { device: 'lb-1', object: '/Common/shop.crt' };

describe('evaluateRules', () => {
  it('finds nothing wrong with a certificate that is in order', () => {
    expect(
      evaluateRules(
        facts({
          bindings: [
            binding({
              serverName: 'shop.example.com',
              virtualServers: [observed('match')],
              chain: {
                fullPath: '/Common/ca.crt',
                notAfter: time('2030-01-01'),
              },
            }),
          ],
        }),
      ),
    ).toEqual([]);
  });

  it.each<[string, Partial<CertificateFactsForRules>, object[]]>([
    [
      'RSA below 2048 bits',
      { versions: [version({ keyType: 'rsa', keySize: 1024 })] },
      [
        {
          ...where,
          code: 'weak-key',
          facts: { keyType: 'rsa', keySize: 1024, minimum: 2048 },
        },
      ],
    ],
    [
      'RSA of 2048 bits',
      { versions: [version({ keyType: 'rsa', keySize: 2048 })] },
      [],
    ],
    [
      'a curve below 256 bits',
      { versions: [version({ keySize: 224 })] },
      [
        {
          ...where,
          code: 'weak-key',
          facts: { keyType: 'ec', keySize: 224, minimum: 256 },
        },
      ],
    ],
    ['a key of unknown size', { versions: [version({ keySize: null })] }, []],
    [
      'SHA-1',
      {
        versions: [
          version({ signatureAlgorithm: 'RSASSA-PKCS1-v1_5 with SHA-1' }),
        ],
      },
      [
        {
          ...where,
          code: 'weak-signature',
          facts: { signatureAlgorithm: 'RSASSA-PKCS1-v1_5 with SHA-1' },
        },
      ],
    ],
    [
      'SHA-256',
      { versions: [version({ signatureAlgorithm: 'RSASSA with SHA-256' })] },
      [],
    ],
    [
      'MD5, as the parser words it',
      { versions: [version({ signatureAlgorithm: 'RSA with MD5' })] },
      [expect.objectContaining({ code: 'weak-signature' })],
    ],
    [
      'SHA-1 on a CA certificate',
      {
        category: 'authority',
        versions: [version({ signatureAlgorithm: 'RSA with SHA-1' })],
      },
      [],
    ],
    [
      'another certificate at the virtual server',
      { bindings: [binding({ virtualServers: [observed('mismatch')] })] },
      [
        {
          code: 'not-served',
          device: 'lb-1',
          object: '/Common/vs',
          serverName: 'shop.example.com',
          facts: { profile: '/Common/shop', servedFingerprint: 'f' },
        },
      ],
    ],
    [
      'a chain without an intermediate',
      {
        bindings: [
          binding({ virtualServers: [observed('match', 'incomplete')] }),
        ],
      },
      [
        {
          code: 'missing-intermediate',
          device: 'lb-1',
          object: '/Common/vs',
          serverName: 'shop.example.com',
          facts: { profile: '/Common/shop' },
        },
      ],
    ],
    [
      'a chain of which nothing is known',
      {
        bindings: [binding({ virtualServers: [observed('match', 'unknown')] })],
      },
      [],
    ],
    [
      'a server name that is not covered',
      { bindings: [binding({ serverName: 'api.example.com' })] },
      [
        {
          code: 'name-not-covered',
          device: 'lb-1',
          object: '/Common/shop',
          serverName: 'api.example.com',
        },
      ],
    ],
    [
      'a server name that a wildcard covers',
      {
        versions: [version({ names: ['*.example.com'] })],
        bindings: [binding({ serverName: 'api.example.com' })],
      },
      [],
    ],
    [
      'a server name on a profile that nobody uses',
      {
        usage: 'profile-only',
        bindings: [
          binding({ serverName: 'api.example.com', virtualServers: [] }),
        ],
      },
      [],
    ],
    [
      'a certificate that is its own issuer',
      { versions: [version({ selfSigned: true })] },
      [{ code: 'self-signed', device: 'lb-1', object: '/Common/shop' }],
    ],
    [
      'one that is its own issuer towards servers only',
      {
        versions: [version({ selfSigned: true })],
        bindings: [binding({ side: 'server' })],
      },
      [],
    ],
    ['no reference', { usage: 'unused', bindings: [] }, [{ code: 'unused' }]],
    [
      'a CA certificate without a reference',
      { category: 'authority', usage: 'unused', bindings: [] },
      [],
    ],
    [
      'metadata only',
      { versions: [version({ factsSource: 'metadata', notBefore: null })] },
      [{ code: 'facts-incomplete' }],
    ],
    [
      'an older version that is known by metadata only',
      {
        versions: [version(), version({ id: 'v0', factsSource: 'metadata' })],
      },
      [],
    ],
    [
      'an intermediate that was served and ends first',
      {
        versions: [
          version({
            chain: [
              { subject: 'CN=Late', notAfter: time('2026-10-01') },
              { subject: 'CN=First', notAfter: time('2026-09-01') },
            ],
          }),
        ],
      },
      [
        {
          code: 'chain-expiring',
          facts: { subject: 'CN=First', notAfter: '2026-09-01T00:00:00.000Z' },
        },
      ],
    ],
    [
      'a configured chain that ends first',
      {
        bindings: [
          binding({
            chain: { fullPath: '/Common/ca.crt', notAfter: time('2026-09-01') },
          }),
        ],
      },
      [
        {
          code: 'chain-expiring',
          device: 'lb-1',
          object: '/Common/ca.crt',
          facts: { notAfter: '2026-09-01T00:00:00.000Z' },
        },
      ],
    ],
    [
      'a public certificate of 398 days from before March 2026',
      {
        versions: [
          version({
            publicRoot: true,
            notBefore: time('2026-03-14T00:00:00Z'),
            notAfter: time('2027-04-15T23:59:59Z'),
          }),
        ],
      },
      [],
    ],
    [
      'the same lifetime a day later',
      {
        versions: [
          version({
            publicRoot: true,
            notBefore: time('2026-03-15T00:00:00Z'),
            notAfter: time('2027-04-16T23:59:59Z'),
          }),
        ],
      },
      [
        {
          ...where,
          code: 'lifetime-too-long',
          facts: { days: 398, limit: 200 },
        },
      ],
    ],
    [
      'the same lifetime from a private CA',
      {
        versions: [
          version({
            notBefore: time('2026-03-15T00:00:00Z'),
            notAfter: time('2027-04-16T23:59:59Z'),
          }),
        ],
      },
      [],
    ],
    [
      'what ships with a device and is not used',
      {
        category: 'factory',
        usage: 'profile-only',
        versions: [version({ keySize: 1024, keyType: 'rsa' })],
      },
      [],
    ],
    [
      'a trust store',
      {
        category: 'trust-store',
        usage: 'referenced',
        versions: [version({ keySize: 1024, keyType: 'rsa' })],
      },
      [],
    ],
  ])('judges %s', (_, overrides, expected) => {
    expect(evaluateRules(facts(overrides))).toEqual(expected);
  });

  it('keeps a bounded number of examples', () => {
    const bindings = Array.from({ length: 500 }, (_, index) =>
      binding({
        virtualServers: [
          { ...observed('mismatch'), fullPath: `/Common/vs-${index}` },
        ],
      }),
    );
    expect(evaluateRules(facts({ bindings }))).toHaveLength(
      MAX_FINDINGS_PER_CODE,
    );
  });

  it('says the same thing once', () => {
    expect(
      evaluateRules(
        facts({
          versions: [version({ selfSigned: true })],
          bindings: [binding(), binding()],
        }),
      ),
    ).toHaveLength(1);
  });
});
