import {
  aCertificate,
  aVersion,
  daysFromNow,
  FixtureCertificatesApi,
} from '../../__fixtures__';
import {
  aMaterial,
  FixtureDeploymentsApi,
} from '../../__fixtures__/deployments';
import { NotAllowedError } from '@backstage/errors';
import { nextStep } from './nextStep';
import { findRenewal, isHeld, isRenewedElsewhere } from './renewedElsewhere';

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

describe('isHeld', () => {
  it('is when a version that ends later is held with its key', () => {
    expect(isHeld(certificate, [aMaterial()])).toBe(true);
  });

  it.each([
    ['its key is not', { hasKey: false }],
    ['it is the current one', { fingerprint: 'old' }],
    ['it ends before', { notAfter: daysFromNow(2) }],
    ['it has another kind of key', { keyType: 'ec' as const }],
  ])('is not when %s', (_reason, overrides) => {
    expect(isHeld(certificate, [aMaterial(overrides)])).toBe(false);
  });
});

describe('findRenewal', () => {
  const certificates = new FixtureCertificatesApi();
  const deployments = new FixtureDeploymentsApi();
  const apis = { certificates, deployments };
  const listVersions = jest.spyOn(certificates, 'listVersions');
  const listMaterials = jest.spyOn(deployments, 'listMaterials');
  const { signal } = new AbortController();

  beforeEach(() => {
    listVersions.mockReset().mockResolvedValue([]);
    listMaterials.mockReset().mockResolvedValue([]);
  });

  async function corrected(endsInDays: number) {
    const candidates = [aCertificate({ endsInDays, currentVersionId: 'old' })];
    const now = Date.now();
    const step = nextStep(candidates, { now });
    const renewal = await findRenewal(apis, step, signal);
    return [step.kind, nextStep(candidates, { now, ...renewal }).kind];
  }

  it.each([
    [-2, 'expired', 'expiredRenewedElsewhere', 'expiredHeld'],
    [5, 'critical', 'criticalRenewedElsewhere', 'criticalHeld'],
    [20, 'warning', 'warningRenewedElsewhere', 'warningHeld'],
  ])(
    'corrects what is said %i days before the end',
    async (endsInDays, before, elsewhere, held) => {
      expect(await corrected(endsInDays)).toEqual([before, before]);
      listVersions.mockResolvedValue([newer()]);
      expect(await corrected(endsInDays)).toEqual([before, elsewhere]);
      listMaterials.mockResolvedValue([aMaterial()]);
      expect(await corrected(endsInDays)).toEqual([before, held]);
    },
  );

  it('takes nothing as held for those who may not see it', async () => {
    listMaterials.mockRejectedValue(new NotAllowedError('no'));
    expect(await corrected(5)).toEqual(['critical', 'critical']);
    listMaterials.mockRejectedValue(new Error('broken'));
    await expect(corrected(5)).rejects.toThrow('broken');
  });

  it('does not ask when nothing has to be renewed', async () => {
    const step = nextStep([aCertificate()], { now: Date.now() });
    expect(await findRenewal(apis, step, signal)).toEqual({
      renewedElsewhere: null,
      held: null,
    });
    expect(listVersions).not.toHaveBeenCalled();
    expect(listMaterials).not.toHaveBeenCalled();
  });
});
