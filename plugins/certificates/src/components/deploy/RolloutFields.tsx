import { NumberField, Radio, RadioGroup, Select, Text } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import classes from './deploy.module.css';
import { TargetsInput } from './wizard';

const STRATEGIES = ['auto', 'switch', 'replace-content'] as const;

/** How the units are taken one after the other, and how bindings get the new version. */
export function RolloutFields(props: {
  input: TargetsInput;
  /** How many units are touched. */
  units: number;
  onChange: (change: Partial<TargetsInput>) => void;
}) {
  const { input, units, onChange } = props;
  const { t } = useCertificatesTranslation();
  const labels = {
    auto: t('deploy.targets.strategyAuto'),
    switch: t('deploy.targets.strategySwitch'),
    'replace-content': t('deploy.targets.strategyReplace'),
  };
  return (
    <SectionCard title={t('deploy.targets.rollout')}>
      <div className={classes.step}>
        <Text as="p" color="secondary">
          {units > 1
            ? t('deploy.targets.rolloutHint')
            : t('deploy.targets.oneUnit')}
        </Text>
        {units > 1 && (
          <div className={classes.fields}>
            <NumberField
              label={t('deploy.targets.canary')}
              minValue={0}
              maxValue={units - 1}
              value={Math.min(input.canary, units - 1)}
              onChange={canary => onChange({ canary: canary || 0 })}
            />
            <NumberField
              label={t('deploy.targets.waves')}
              minValue={1}
              maxValue={units}
              value={Math.min(input.waves, units)}
              onChange={waves => onChange({ waves: waves || 1 })}
            />
            <RadioGroup
              label={t('deploy.targets.between')}
              value={input.between}
              onChange={value =>
                onChange({ between: value === 'pause' ? 'pause' : 'continue' })
              }
            >
              <Radio value="continue">
                {t('deploy.targets.betweenContinue')}
              </Radio>
              <Radio value="pause">{t('deploy.targets.betweenPause')}</Radio>
            </RadioGroup>
          </div>
        )}
        <Select
          className={classes.narrow}
          label={t('deploy.targets.strategy')}
          options={STRATEGIES.map(id => ({ id, label: labels[id] }))}
          value={input.strategy}
          onChange={key =>
            onChange({ strategy: STRATEGIES.find(s => s === key) ?? 'auto' })
          }
        />
      </div>
    </SectionCard>
  );
}
