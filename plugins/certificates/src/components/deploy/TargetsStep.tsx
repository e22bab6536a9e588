import {
  Button,
  Checkbox,
  Flex,
  Radio,
  RadioGroup,
  Select,
  TextField,
} from '@backstage/ui';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { RiArrowRightLine, RiServerLine } from '@remixicon/react';
import { useState } from 'react';
import { Mutation } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, LoadingState, SectionCard } from '../ui';
import classes from './deploy.module.css';
import { NewPlaces } from './NewPlaces';
import { RolloutFields } from './RolloutFields';
import { StepFrame } from './StepFrame';
import { TargetTree } from './TargetTree';
import { Places, usePlaces } from './usePlaces';
import {
  chosenPlaces,
  isCompletePlace,
  planRequest,
  TargetsInput,
  unitsInEnvironment,
} from './wizard';

/** Key of the choice that is no environment. */
const ALL = '*';

function UsedPlaces(props: {
  places: Places;
  input: TargetsInput;
  onChange: (change: Partial<TargetsInput>) => void;
}) {
  const { places, input, onChange } = props;
  const { t } = useCertificatesTranslation();
  const units = unitsInEnvironment(places.units, input.environment);
  const environments = [
    ...new Set(places.units.flatMap(unit => unit.environment ?? [])),
  ].sort();
  if (!places.units.length) {
    return (
      <EmptyState
        icon={<RiServerLine size={32} />}
        title={t('deploy.targets.none')}
        description={t('deploy.targets.noneText')}
      />
    );
  }
  return (
    <Flex direction="column" gap="4" align="stretch">
      <div className={classes.fields}>
        <RadioGroup
          label={t('deploy.targets.scope')}
          value={input.scope}
          onChange={value =>
            onChange({ scope: value === 'chosen' ? 'chosen' : 'everywhere' })
          }
        >
          <Radio value="everywhere">{t('deploy.targets.everywhere')}</Radio>
          <Radio value="chosen">{t('deploy.targets.chosen')}</Radio>
        </RadioGroup>
        {environments.length > 0 && (
          <Select
            label={t('deploy.targets.environment')}
            options={[
              { id: ALL, label: t('deploy.targets.allEnvironments') },
              ...environments.map(name => ({ id: name, label: name })),
            ]}
            value={input.environment ?? ALL}
            onChange={key =>
              onChange({
                environment: key === null || key === ALL ? null : String(key),
              })
            }
          />
        )}
      </div>
      <TargetTree
        units={units}
        chosen={input.scope === 'chosen' ? input.chosen : undefined}
        onChange={chosen => onChange({ chosen })}
      />
    </Flex>
  );
}

/** Chooses where a version goes, and in which order. */
export function TargetsStep(props: {
  certificateId: string;
  materialId: string;
  input: TargetsInput;
  onChange: (change: Partial<TargetsInput>) => void;
  onBack: () => void;
  onPlan: (request: CreateDeploymentRequest) => void;
  planning: Mutation<CreateDeploymentRequest, DeploymentDetail>;
}) {
  const { certificateId, materialId, input, planning, onPlan } = props;
  const { t } = useCertificatesTranslation();
  const [complaint, setComplaint] = useState<string>();
  const places = usePlaces(certificateId);
  const { value } = places;

  const change = (next: Partial<TargetsInput>) => {
    setComplaint(undefined);
    props.onChange(next);
  };
  const touched = value && chosenPlaces(value.units, input);
  const makePlan = () => {
    if (!value || !touched) {
      return;
    }
    if (!touched.places.length && !input.newPlaces.length) {
      setComplaint(t('deploy.targets.needChoice'));
    } else if (!input.newPlaces.every(isCompletePlace)) {
      setComplaint(
        t('deploy.targets.needPath', { example: '/Common/vs_shop_443' }),
      );
    } else {
      onPlan(planRequest(certificateId, materialId, value.units, input));
    }
  };

  return (
    <StepFrame
      step="targets"
      title={t('deploy.targets.heading')}
      onBack={props.onBack}
      complaint={complaint}
      actions={
        <Button
          variant="primary"
          iconEnd={<RiArrowRightLine />}
          isDisabled={!value}
          isPending={planning.isRunning}
          onPress={makePlan}
        >
          {t('deploy.targets.makePlan')}
        </Button>
      }
    >
      <SectionCard title={t('deploy.targets.tree')}>
        {places.error && !value && (
          <ErrorState
            title={t('deploy.targets.loadFailed')}
            error={places.error}
            onRetry={places.retry}
          />
        )}
        {!places.error && !value && (
          <LoadingState label={t('deploy.targets.loading')} lines={4} />
        )}
        {value && <UsedPlaces places={value} input={input} onChange={change} />}
      </SectionCard>
      {value && (
        <NewPlaces
          places={input.newPlaces}
          units={value.allUnits}
          onChange={newPlaces => change({ newPlaces })}
        />
      )}
      <RolloutFields
        input={input}
        units={touched?.unitNames.length ?? 0}
        onChange={change}
      />
      <TextField
        label={t('deploy.targets.reason')}
        description={t('deploy.targets.reasonHint')}
        value={input.reason}
        onChange={reason => change({ reason })}
      />
      <Checkbox
        isSelected={input.dryRun}
        onChange={dryRun => change({ dryRun })}
      >
        {t('deploy.targets.dryRun')}
      </Checkbox>
      {planning.error && (
        <ErrorState
          isAction
          title={t('deploy.targets.planFailed')}
          error={planning.error}
          onRetry={makePlan}
        />
      )}
    </StepFrame>
  );
}
