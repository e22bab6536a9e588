import { Checkbox, Select, TextAreaField } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import { NumberOrNone } from './NumberOrNone';
import classes from './policies.module.css';
import { PolicyDraft } from './policyDraft';

const DECISIONS = ['approve', 'reject'] as const;

/** Who has to agree before a policy renews, and what happens when nobody answers. */
export function ApprovalFields(props: {
  approval: PolicyDraft['approval'];
  onChange: (approval: PolicyDraft['approval']) => void;
}) {
  const { approval } = props;
  const { t } = useCertificatesTranslation();
  const change = (next: Partial<PolicyDraft['approval']>) =>
    props.onChange({ ...approval, ...next });
  return (
    <SectionCard title={t('policies.form.approvalTitle')}>
      <div className={classes.part}>
        <div className={classes.fields}>
          <NumberOrNone
            label={t('policies.form.ownerFrom')}
            description={t('policies.form.never')}
            value={approval.ownerFromVirtualServers}
            onChange={ownerFromVirtualServers =>
              change({ ownerFromVirtualServers })
            }
          />
          <NumberOrNone
            label={t('policies.form.platformFrom')}
            description={t('policies.form.never')}
            value={approval.platformFromVirtualServers}
            onChange={platformFromVirtualServers =>
              change({ platformFromVirtualServers })
            }
          />
        </div>
        <Checkbox
          isSelected={approval.wildcard}
          onChange={wildcard => change({ wildcard })}
        >
          {t('policies.form.wildcard')}
        </Checkbox>
        <Checkbox
          isSelected={approval.severalOwners}
          onChange={severalOwners => change({ severalOwners })}
        >
          {t('policies.form.severalOwners')}
        </Checkbox>
        <div className={classes.fields}>
          <TextAreaField
            label={t('policies.form.approvalEnvironments')}
            rows={2}
            spellCheck="false"
            value={approval.environments}
            onChange={environments => change({ environments })}
          />
          <TextAreaField
            label={t('policies.form.approvers')}
            placeholder="group:default/platform"
            rows={2}
            spellCheck="false"
            value={approval.approvers}
            onChange={approvers => change({ approvers })}
          />
        </div>
        <div className={classes.fields}>
          <NumberOrNone
            label={t('policies.form.remind')}
            description={t('policies.form.never')}
            minValue={1}
            value={approval.remindAfterHours}
            onChange={remindAfterHours => change({ remindAfterHours })}
          />
          <NumberOrNone
            label={t('policies.form.escalate')}
            description={t('policies.form.never')}
            minValue={1}
            value={approval.escalateAfterHours}
            onChange={escalateAfterHours => change({ escalateAfterHours })}
          />
          <NumberOrNone
            label={t('policies.form.decide')}
            description={t('policies.form.never')}
            minValue={1}
            value={approval.decideAfterHours}
            onChange={decideAfterHours => change({ decideAfterHours })}
          />
          {approval.decideAfterHours !== null && (
            <Select
              label={t('policies.form.decision')}
              options={DECISIONS.map(id => ({
                id,
                label: t(`policies.form.decisions.${id}`),
              }))}
              value={approval.decision}
              onChange={key =>
                change({
                  decision: DECISIONS.find(d => d === key) ?? 'reject',
                })
              }
            />
          )}
        </div>
      </div>
    </SectionCard>
  );
}
