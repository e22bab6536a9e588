import { Text } from '@backstage/ui';
import { CertificateState } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { daysText } from '../entity/NextStepNotice';
import { formatDay, formatExact, useNow } from '../ui';
import { Life, lifeOf, RENEWAL_SHARE } from './life';
import classes from './LifeBar.module.css';

/** Keeps the label of the present inside the bar. */
const NOW_MARGIN = 0.03;

function percent(share: number): string {
  return String(Math.floor(share * 100));
}

/** How much of a certificate's life is over, and when renewal is due. */
export function LifeBar(props: {
  notBefore: string | null;
  notAfter: string | null;
  state: CertificateState;
}) {
  const { notBefore, notAfter, state } = props;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const life = lifeOf({ notBefore, notAfter }, now);

  if (!life) {
    return (
      <Text as="p" color="secondary">
        {t('certificate.life.startUnknown')}
      </Text>
    );
  }

  const iso = (ms: number) => new Date(ms).toISOString();
  const at = (share: number) => ({ left: `${share * 100}%` });
  return (
    <div className={classes.root} data-state={state}>
      <div
        className={classes.track}
        role="img"
        aria-label={t('certificate.life.label', {
          percent: percent(life.used),
          start: formatDay(iso(life.start)),
          renewAt: formatDay(iso(life.renewAt)),
          end: formatDay(iso(life.end)),
        })}
      >
        <div className={classes.rail}>
          <div
            className={classes.used}
            style={{ width: `${life.used * 100}%` }}
          />
          <div
            className={classes.late}
            style={{ width: `${(1 - RENEWAL_SHARE) * 100}%` }}
          />
        </div>
        <div className={classes.renewal} style={at(RENEWAL_SHARE)} />
        {life.phase !== 'ended' && (
          <div
            className={classes.now}
            style={at(
              Math.min(1 - NOW_MARGIN, Math.max(NOW_MARGIN, life.used)),
            )}
            aria-hidden
          >
            {t('certificate.life.now')}
          </div>
        )}
      </div>
      <div className={classes.scale} aria-hidden>
        <Mark label={t('certificate.life.start')} at={iso(life.start)} />
        <Mark label={t('certificate.life.renewal')} at={iso(life.renewAt)} />
        <Mark
          label={t('certificate.life.end')}
          at={iso(life.end)}
          className={classes.end}
        />
      </div>
      <LifeSentence life={life} now={now} />
    </div>
  );
}

function Mark(props: { label: string; at: string; className?: string }) {
  return (
    <span
      className={[classes.mark, props.className].filter(Boolean).join(' ')}
      title={formatExact(props.at)}
    >
      <span className={classes.markLabel}>{props.label}</span>
      <span>{formatDay(props.at)}</span>
    </span>
  );
}

function LifeSentence(props: { life: Life; now: number }) {
  const { life, now } = props;
  const { t } = useCertificatesTranslation();
  return (
    <Text as="p" color="secondary">
      {t(`certificate.life.phase.${life.phase}`, {
        percent: percent(life.used),
        span: daysText(t, life.renewAt - now),
      })}{' '}
      {t('certificate.life.lifetime', {
        span: daysText(t, life.end - life.start),
      })}
      .
    </Text>
  );
}
