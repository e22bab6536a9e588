import { Checkbox, Radio, RadioGroup, Select } from '@backstage/ui';
import {
  AuthoritySummary,
  POLICY_MODES,
} from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import { NumberOrNone } from './NumberOrNone';
import classes from './policies.module.css';
import { PolicyDraft, SAME_KEY } from './policyDraft';

const CUSTODIES = ['auto', 'sealed', 'device'] as const;
const NONE = 'none';

/** First choice and the one for when it is down; further ones stay as they are. */
function withAuthority(
  authorities: readonly string[],
  place: 0 | 1,
  id: string | null,
): string[] {
  const next: (string | null)[] = [...authorities];
  next[place] = id;
  return [
    ...new Set(next.filter(entry => entry !== null && entry !== undefined)),
  ];
}

/** How much a policy does by itself, where it orders, and with which key. */
export function BehaviourFields(props: {
  draft: PolicyDraft;
  authorities: readonly AuthoritySummary[];
  keys: readonly string[];
  onChange: (change: Partial<PolicyDraft>) => void;
}) {
  const { draft, authorities, keys, onChange } = props;
  const { t } = useCertificatesTranslation();
  const authoritySelect = (place: 0 | 1) => (
    <Select
      label={t(
        place === 0 ? 'policies.form.authority' : 'policies.form.second',
      )}
      isDisabled={place === 1 && !draft.authorities.length}
      options={[
        {
          id: NONE,
          label: t(place === 0 ? 'policies.form.any' : 'policies.form.none'),
        },
        ...authorities
          .filter(({ id }) => place === 0 || id !== draft.authorities[0])
          .map(({ id, title }) => ({ id, label: title })),
      ]}
      value={draft.authorities[place] ?? NONE}
      onChange={key =>
        onChange({
          authorities: withAuthority(
            draft.authorities,
            place,
            key === null || key === NONE ? null : String(key),
          ),
        })
      }
    />
  );
  return (
    <SectionCard title={t('policies.form.howTitle')}>
      <div className={classes.part}>
        <RadioGroup
          label={t('policies.form.mode')}
          value={draft.mode}
          onChange={value =>
            onChange({
              mode: POLICY_MODES.find(m => m === value) ?? draft.mode,
            })
          }
        >
          {POLICY_MODES.map(mode => (
            <Radio key={mode} value={mode}>
              {`${t(`policies.mode.${mode}`)}: ${t(
                `policies.modeText.${mode}`,
              )}`}
            </Radio>
          ))}
        </RadioGroup>
        <div className={classes.fields}>
          {authoritySelect(0)}
          {authoritySelect(1)}
          <Select
            label={t('policies.form.key')}
            options={[
              { id: SAME_KEY, label: t('policies.sameKey') },
              ...keys.map(id => ({ id, label: id })),
            ]}
            value={draft.keys}
            onChange={key => onChange({ keys: String(key ?? SAME_KEY) })}
          />
          <Select
            label={t('policies.form.custody')}
            options={CUSTODIES.filter(
              // What no target can do is shown where it was declared, not offered.
              id => id !== 'device' || draft.custody === id,
            ).map(id => ({
              id,
              label: t(`policies.form.custodies.${id}`),
            }))}
            value={draft.custody}
            onChange={key =>
              onChange({ custody: CUSTODIES.find(c => c === key) ?? 'auto' })
            }
          />
          <NumberOrNone
            label={t('policies.form.lifetime')}
            description={t('policies.form.lifetimeHint')}
            minValue={1}
            value={draft.lifetimeDays}
            onChange={lifetimeDays => onChange({ lifetimeDays })}
          />
        </div>
        <Checkbox
          isSelected={draft.reuseKey}
          onChange={reuseKey => onChange({ reuseKey })}
        >
          {t('policies.form.reuseKey')}
        </Checkbox>
      </div>
    </SectionCard>
  );
}
