import { mockServices } from '@backstage/backend-test-utils';
import { readCertificatesConfig } from './readCertificatesConfig';

const MINUTE = 60_000;

function read(certificates?: object) {
  return readCertificatesConfig(
    mockServices.rootConfig({ data: certificates ? { certificates } : {} }),
  );
}

describe('readCertificatesConfig', () => {
  it('has a default for everything', () => {
    expect(read()).toEqual({
      scanning: {
        schedule: {
          text: 'PT30M',
          intervalMs: 30 * MINUTE,
          next: expect.any(Function),
        },
        jitter: 0.1,
        concurrency: 4,
        timeout: 15 * MINUTE,
        staleAfterIntervals: 3,
        history: 30 * 24 * 60 * MINUTE,
        circuitBreaker: {
          failures: 3,
          initialDelay: 15 * MINUTE,
          maxDelay: 6 * 60 * MINUTE,
        },
      },
      ownership: {
        mappings: [],
        rules: [],
        catalogRefresh: 5 * MINUTE,
      },
      inventory: { scope: 'none', retirementGrace: 24 * 60 * MINUTE },
      custody: { keys: [] },
      deployments: {
        windows: [],
        doNotTouch: [],
        concurrency: 8,
        grace: 7 * 24 * 60 * MINUTE,
        planExpiry: 7 * 24 * 60 * MINUTE,
        history: 400 * 24 * 60 * MINUTE,
      },
      authorities: [],
      policies: undefined,
      renewals: { automatic: true, concurrency: 8 },
      notifications: { enabled: true, webhooks: [] },
    });
  });

  it('completes policies, and refuses what they do not know', () => {
    const { policies } = read({
      policies: [
        {
          id: 'production',
          match: { environments: ['production'], owners: ['group:shop'] },
          keys: [{ type: 'ec', curve: 'P-384' }],
          approval: { approvers: ['group:platform'] },
        },
      ],
    });
    expect(policies).toEqual([
      expect.objectContaining({
        id: 'production',
        name: 'production',
        source: 'config',
        mode: 'automatic',
        match: {
          environments: ['production'],
          owners: ['group:default/shop'],
        },
        timing: {
          useRenewalInfo: true,
          shareOfLife: null,
          noticeHours: 24,
          overrideDays: 3,
        },
        approval: expect.objectContaining({
          approvers: ['group:default/platform'],
          ownerFromVirtualServers: 10,
        }),
      }),
    ]);
    let problems = '';
    try {
      read({
        policies: [
          { id: 'A B', renewBeforeDays: 30 },
          { id: 'b', keys: [{ type: 'rsa', size: 1024 }] },
        ],
        authorities: [{ id: 'x' }],
      });
    } catch (error) {
      problems = String(error);
    }
    for (const key of [
      'certificates.policies[0].id: expected lower-case',
      "certificates.policies[0]: does not know 'renewBeforeDays'",
      'certificates.policies[1].keys',
      'certificates.authorities[0].kind',
    ]) {
      expect(problems).toContain(key);
    }
  });

  it('accepts the three forms of a duration, and full or short entity refs', () => {
    const { scanning, ownership } = read({
      f5: { devices: [{ anything: 'belongs to the module' }] },
      scanning: {
        schedule: { every: 'PT1H' },
        timeout: '5m',
        history: { days: 7 },
      },
      ownership: {
        triageGroup: 'group:platform',
        mappings: [
          {
            names: ['*.shop.example.com'],
            owner: 'Group:Default/Shop',
            protects: ['component:shop'],
          },
        ],
      },
    });
    expect(scanning.schedule.text).toBe('PT1H');
    expect(scanning.timeout).toBe(5 * MINUTE);
    expect(scanning.history).toBe(7 * 24 * 60 * MINUTE);
    expect(ownership.triageGroup).toBe('group:default/platform');
    expect(ownership.mappings[0]).toMatchObject({
      owner: 'group:default/shop',
      protects: ['component:default/shop'],
    });
  });

  it.each([
    [
      { scanning: { concurrency: 0 } },
      'certificates.scanning.concurrency: expected a whole number from 1 to 64',
    ],
    [
      { scanning: { concurency: 2 } },
      `certificates.scanning: does not know 'concurency'; correct the spelling or remove it`,
    ],
    [
      { scanning: { schedule: { cron: '70 * * * *' } } },
      `certificates.scanning.schedule: the cron expression '70 * * * *' is not valid (minute: 70 is a invalid expression for minute)`,
    ],
    [
      { scanning: { schedule: { cron: '0 3 * * *', timezone: 'Berlin' } } },
      `time zones are IANA names, for example 'Europe/Berlin'`,
    ],
    [
      { scanning: { schedule: { cron: '*/5 * * * * *' } } },
      'runs more than once a minute',
    ],
    [
      { scanning: { schedule: { every: 'often' } } },
      'certificates.scanning.schedule: expected { cron:',
    ],
    [
      { scanning: { timeout: { seconds: 1 } } },
      'certificates.scanning.timeout: must be between 10 seconds and 6 hours',
    ],
    [
      { ownership: { triageGroup: 'component:default/shop' } },
      'certificates.ownership.triageGroup: expected an entity ref, for example group:default/platform',
    ],
    [
      { ownership: { rules: [{ owner: 'group:default/a' }] } },
      `certificates.ownership.rules[0]: must say which certificates it means: add 'devices', 'partitions' or 'names'`,
    ],
    [
      {
        deployments: {
          windows: [{ name: 'night', cron: '0 25 * * *', duration: '2h' }],
        },
      },
      `certificates.deployments.windows[0].cron: the cron expression '0 25 * * *' is not valid`,
    ],
    [
      { deployments: { windows: [{ cron: '0 22 * * *', duration: '2h' }] } },
      'certificates.deployments.windows[0].name: ',
    ],
    [
      { deployments: { doNotTouch: [{ reason: 'closing' }] } },
      `certificates.deployments.doNotTouch[0]: must say what it means`,
    ],
    [
      {
        deployments: {
          doNotTouch: [{ reason: 'closing', from: 'next week' }],
        },
      },
      `certificates.deployments.doNotTouch[0].from: expected a date or a moment with its time zone`,
    ],
    [
      {
        deployments: {
          doNotTouch: [
            { reason: 'x', from: '2026-12-24', until: '2026-12-18' },
          ],
        },
      },
      `'until' must be later than 'from'`,
    ],
  ])('names the key and the mend of %j', (certificates, message) => {
    expect(() => read(certificates)).toThrow(message);
  });

  it('reports all problems at once', () => {
    expect(() =>
      read({
        scanning: { concurrency: 'many' },
        ownership: { triageGroup: 'nobody' },
      }),
    ).toThrow(/scanning\.concurrency[\s\S]*ownership\.triageGroup/);
  });
});
