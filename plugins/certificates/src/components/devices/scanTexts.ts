import { ScanRecord } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';

const PHASES = [
  'start',
  'facts',
  'certificates',
  'keys',
  'profiles',
  'virtual-servers',
  'references',
  'handshakes',
  'store',
] as const;

/** What a scan is doing, in words. */
export function phaseText(t: CertificatesTranslator, scan: ScanRecord): string {
  if (scan.status === 'queued') {
    return t('devices.scan.queued');
  }
  const { progress } = scan;
  if (!progress) {
    return t('devices.scan.starting');
  }
  const known = PHASES.find(phase => phase === progress.phase);
  const phase = known
    ? t(`devices.scan.phase.${known}`)
    : t('devices.scan.phase.other', { phase: progress.phase });
  if (progress.total !== null) {
    return t('devices.scan.progress', {
      phase,
      done: String(progress.done),
      total: String(progress.total),
    });
  }
  return progress.done
    ? t('devices.scan.progressOpen', { phase, done: String(progress.done) })
    : phase;
}

/** What a scan changed: `3 added, 1 changed`. */
export function changesText(
  t: CertificatesTranslator,
  changes: NonNullable<ScanRecord['changes']>,
): string {
  const parts = (['added', 'changed', 'removed'] as const)
    .filter(kind => changes[kind] > 0)
    .map(kind => t(`devices.scan.${kind}`, { count: changes[kind] }));
  return parts.length ? parts.join(', ') : t('devices.scan.nothingChanged');
}
