import { Checkbox } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import { NumberOrNone } from './NumberOrNone';
import classes from './policies.module.css';
import { PolicyDraft } from './policyDraft';

/** When a policy renews. */
export function TimingFields(props: {
  draft: PolicyDraft;
  onChange: (change: Partial<PolicyDraft>) => void;
}) {
  const { draft, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('policies.form.timingTitle')}>
      <div className={classes.part}>
        <Checkbox
          isSelected={draft.useRenewalInfo}
          onChange={useRenewalInfo => onChange({ useRenewalInfo })}
        >
          {t('policies.form.renewalInfo')}
        </Checkbox>
        <div className={classes.fields}>
          <NumberOrNone
            label={t('policies.form.share')}
            description={t('policies.form.shareHint')}
            minValue={5}
            maxValue={95}
            value={draft.sharePercent}
            onChange={sharePercent => onChange({ sharePercent })}
          />
          {draft.mode === 'notify' && (
            <NumberOrNone
              label={t('policies.form.notice')}
              value={draft.noticeHours}
              onChange={hours => onChange({ noticeHours: hours ?? 0 })}
            />
          )}
          <NumberOrNone
            label={t('policies.form.override')}
            description={t('policies.form.never')}
            value={draft.overrideDays}
            onChange={overrideDays => onChange({ overrideDays })}
          />
        </div>
      </div>
    </SectionCard>
  );
}
