import {
  aCertificate,
  aVersion,
  daysFromNow,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import { nextStep } from './nextStep';
import { findRenewedElsewhere, isRenewedElsewhere } from './renewedElsewhere';

const certificate = aCertificate({ endsInDays: 5, currentVersionId: 'old' });

function newer(overrides: Parameters<typeof aVersion>[0] = {}) {
  return aVersion({
    id: 'new',
    notAfter: daysFromNow(300),
    installationCount: 1,
    ...overrides,
  });
}

describe('isRenewedElsewhere', () => {
  it('is when a version that ends later is installed', () => {
    expect(isRenewedElsewhere(certificate, [newer()])).toBe(true);
  });

  it.each([
    ['it is the current one', { id: 'old' }],
    ['it is not installed', { installationCount: 0 }],
    ['it ends before', { notAfter: daysFromNow(2) }],
    ['its end is not known', { notAfter: null }],
    ['it has another kind of key', { keyType: 'ec' as const }],
  ])('is not when %s', (_reason, overrides) => {
    expect(isRenewedElsewhere(certificate, [newer(overrides)])).toBe(false);
  });
});

describe('findRenewedElsewhere', () => {
  const api = new FixtureCertificatesApi();
  const listVersions = jest.spyOn(api, 'listVersions');
  const { signal } = new AbortController();

  beforeEach(() => listVersions.mockReset().mockResolvedValue([newer()]));

  it.each([
    [-2, 'expired', 'expiredRenewedElsewhere'],
    [5, 'critical', 'criticalRenewedElsewhere'],
    [20, 'warning', 'warningRenewedElsewhere'],
  ])(
    'corrects what is said %i days before the end',
    async (endsInDays, before, after) => {
      const candidates = [
        aCertificate({ endsInDays, currentVersionId: 'old' }),
      ];
      const now = Date.now();
      const step = nextStep(candidates, { now });
      expect(step.kind).toBe(before);
      const renewedElsewhere = await findRenewedElsewhere(api, step, signal);
      expect(nextStep(candidates, { now, renewedElsewhere }).kind).toBe(after);
    },
  );

  it('does not ask when nothing has to be renewed', async () => {
    const step = nextStep([aCertificate()], { now: Date.now() });
    expect(await findRenewedElsewhere(api, step, signal)).toBeNull();
    expect(listVersions).not.toHaveBeenCalled();
  });
});
