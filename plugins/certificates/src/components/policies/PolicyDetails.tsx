import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import classes from './policies.module.css';
import { approvalTexts, keysText, timingText } from './policyTexts';

/** What a policy says about key, time and approval. */
export function PolicyDetails(props: { policy: Policy }) {
  const { policy } = props;
  const { mode, keys, reuseKey, custody, timing, approval, lifetimeDays } =
    policy;
  const { t } = useCertificatesTranslation();
  const rules = approvalTexts(t, policy);
  return (
    <dl className={classes.facts}>
      <dt>{t('policies.details.when')}</dt>
      <dd>
        {timingText(t, timing)}
        {mode === 'notify' && (
          <div>
            {t('policies.details.notice', {
              hours: String(timing.noticeHours),
            })}
          </div>
        )}
      </dd>
      <dt>{t('policies.details.key')}</dt>
      <dd>
        {keysText(t, keys)}
        {reuseKey && `, ${t('policies.reuse')}`}
        <div className={classes.quiet}>
          {t(`policies.form.custodies.${custody}`)}
        </div>
      </dd>
      {lifetimeDays !== null && (
        <>
          <dt>{t('policies.details.lifetime')}</dt>
          <dd>
            {t('policies.details.lifetimeDays', { days: String(lifetimeDays) })}
          </dd>
        </>
      )}
      <dt>{t('policies.details.agree')}</dt>
      <dd>{rules.length ? rules.join('; ') : t('policies.details.nobody')}</dd>
      {rules.length > 0 && (
        <>
          <dt>{t('policies.details.decides')}</dt>
          <dd>
            {approval.decideAfterHours === null
              ? t('policies.details.waits')
              : t(`policies.details.decideAfter.${approval.decision}`, {
                  hours: String(approval.decideAfterHours),
                })}
          </dd>
        </>
      )}
    </dl>
  );
}
