import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { aCertificate, stateCounts } from '../../__fixtures__';
import { nextStep, NextStepKind, NextStepTone } from './nextStep';

const now = Date.now();

function step(...certificates: CertificateSummary[]) {
  return nextStep(certificates, { now });
}

describe('nextStep', () => {
  it.each<[NextStepKind, NextStepTone, Parameters<typeof aCertificate>[0]]>([
    ['expired', 'danger', { endsInDays: -2 }],
    [
      'expiredNewerInstalled',
      'danger',
      { endsInDays: -2, findings: ['superseded-in-use'] },
    ],
    ['critical', 'danger', { endsInDays: 6 }],
    [
      'criticalNewerInstalled',
      'danger',
      { endsInDays: 6, findings: ['superseded-in-use'] },
    ],
    [
      'criticalAutomated',
      'danger',
      { endsInDays: 3, lifetimeDays: 47, automated: true },
    ],
    ['notServed', 'danger', { findings: ['not-served'] }],
    ['weak', 'danger', { findings: ['weak-key'] }],
    ['weak', 'danger', { findings: ['weak-signature'] }],
    ['warning', 'warning', { endsInDays: 20 }],
    [
      'warningNewerInstalled',
      'warning',
      { endsInDays: 20, findings: ['superseded-in-use'] },
    ],
    [
      'warningAutomated',
      'warning',
      { endsInDays: 10, lifetimeDays: 47, automated: true },
    ],
    ['notYetValid', 'warning', { findings: ['not-yet-valid'] }],
    ['missingIntermediate', 'warning', { findings: ['missing-intermediate'] }],
    ['nameNotCovered', 'warning', { findings: ['name-not-covered'] }],
    ['selfSigned', 'warning', { findings: ['self-signed'] }],
    ['chainExpiring', 'warning', { findings: ['chain-expiring'] }],
    ['newerInstalled', 'warning', { findings: ['superseded-in-use'] }],
    ['noOwner', 'warning', { findings: ['no-owner'], owner: null }],
    ['expiredUnused', 'info', { endsInDays: -2, usage: 'unused' }],
    ['expiredUnused', 'info', { endsInDays: -2, usage: 'profile-only' }],
    ['expired', 'danger', { endsInDays: -2, usage: 'referenced' }],
    ['endingUnused', 'info', { endsInDays: 4, usage: 'unused' }],
    ['endingUnused', 'info', { endsInDays: 20, usage: 'profile-only' }],
    ['unknown', 'info', { expiresAt: null }],
    ['nothing', 'success', { endsInDays: 83 }],
    [
      'nothing',
      'success',
      { endsInDays: 30, lifetimeDays: 47, automated: true },
    ],
  ])('says %s (%s)', (kind, tone, certificate) => {
    expect(step(aCertificate(certificate))).toMatchObject({ kind, tone });
  });

  it('puts what is broken now before what will break', () => {
    const critical = aCertificate({ title: 'soon', endsInDays: 1 });
    const expired = aCertificate({ title: 'ended', endsInDays: -1 });
    expect(step(critical, expired)).toMatchObject({
      kind: 'expired',
      certificate: { title: 'ended' },
      others: 1,
    });
  });

  it('takes the first of several to end', () => {
    const later = aCertificate({ title: 'later', endsInDays: 5 });
    const sooner = aCertificate({ title: 'sooner', endsInDays: 2 });
    expect(step(later, sooner).certificate?.title).toBe('sooner');
  });

  it('does not alarm about an expired certificate that nothing uses', () => {
    const unused = aCertificate({
      title: 'old',
      endsInDays: -90,
      usage: 'unused',
    });
    const warning = aCertificate({ title: 'shop', endsInDays: 20 });
    expect(step(unused, warning)).toMatchObject({
      kind: 'warning',
      certificate: { title: 'shop' },
      others: 1,
    });
  });

  it('says nothing about a certificate that is gone', () => {
    const gone = aCertificate({
      endsInDays: -3,
      goneAt: new Date(now).toISOString(),
    });
    expect(step(gone).kind).toBe('nothing');
  });

  it('counts certificates beyond the candidates', () => {
    const result = nextStep([aCertificate({ endsInDays: 2 })], {
      now,
      summary: {
        byState: stateCounts({ critical: 4, warning: 7, healthy: 9 }),
      },
    });
    expect(result.others).toBe(10);
  });

  it('counts a certificate once although it is given twice', () => {
    const certificate = aCertificate({ endsInDays: 2 });
    expect(step(certificate, certificate).others).toBe(0);
  });

  it('names the next certificate in use to end when there is nothing to do', () => {
    const unused = aCertificate({
      title: 'spare',
      endsInDays: 70,
      usage: 'unused',
    });
    const used = aCertificate({ title: 'shop', endsInDays: 83.5 });
    const result = step(unused, used);
    expect(result).toMatchObject({
      kind: 'nothing',
      certificate: { title: 'shop' },
    });
    expect(Math.floor(result.remainingMs! / 86_400_000)).toBe(83);
  });

  it('has nothing to say about no certificates', () => {
    expect(step()).toEqual({
      kind: 'nothing',
      tone: 'success',
      certificate: null,
      remainingMs: null,
      others: 0,
    });
  });
});
