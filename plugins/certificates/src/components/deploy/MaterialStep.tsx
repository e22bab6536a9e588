import { useApi } from '@backstage/core-plugin-api';
import { Button, Radio, RadioGroup } from '@backstage/ui';
import {
  CertificateDetail,
  MaterialFacts as Facts,
  MaterialProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesDeploymentsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, LoadingState, SectionCard } from '../ui';
import { BringMaterial } from './BringMaterial';
import { HeldMaterials } from './HeldMaterials';
import { MaterialFacts } from './MaterialFacts';
import { NamesLost } from './NamesLost';
import { ProblemList } from './ProblemList';
import { StepFrame } from './StepFrame';
import { useImport } from './useImport';
import {
  lostNames,
  MATERIAL_SOURCES,
  MaterialInput,
  MaterialSource,
  sourceOf,
} from './wizard';

function hasErrors(problems: readonly MaterialProblem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** Chooses what is deployed, or takes in what somebody brings. */
export function MaterialStep(props: {
  certificate: CertificateDetail;
  input: MaterialInput;
  onChange: (change: Partial<MaterialInput>) => void;
  onNext: () => void;
}) {
  const { certificate, input, onChange, onNext } = props;
  const { held, acceptsNamesLost } = input;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const [complaint, setComplaint] = useState<string>();
  const materials = useRequest(certificate.id, signal =>
    api.listMaterials(certificate.id, { signal }),
  );
  const isUndecided = !input.source && !materials.value && !materials.error;
  const source = sourceOf(input, materials.value);
  const imported = useImport(certificate.id, source, input);

  const { result } = imported;
  const isGood = result !== undefined && !hasErrors(result.problems);
  const shown: Facts | null = source === 'held' ? held : result?.facts ?? null;
  const lost = shown ? lostNames(certificate, shown) : [];
  const losesNames =
    lost.length > 0 ||
    (source !== 'held' &&
      isGood &&
      result.problems.some(({ code }) => code === 'names-lost'));

  const change = (next: Partial<MaterialInput>) => {
    setComplaint(undefined);
    imported.invalidate();
    onChange({ acceptsNamesLost: false, ...next });
  };
  const changeSource = (next: MaterialSource) => {
    imported.forgetPassword();
    change({ source: next });
  };

  const check = async () => {
    if (source === 'pem' ? !input.pem.trim() : !input.pkcs12) {
      setComplaint(
        t(
          source === 'pem'
            ? 'deploy.material.needPem'
            : 'deploy.material.needFile',
        ),
      );
      return;
    }
    setComplaint(undefined);
    await imported.check();
  };
  const goOn = async () => {
    if (source === 'held' && !held) {
      setComplaint(t('deploy.material.needHeld'));
      return;
    }
    if (losesNames && !acceptsNamesLost) {
      setComplaint(t('deploy.material.needNamesLost'));
      return;
    }
    if (source === 'held') {
      onNext();
      return;
    }
    const kept = await imported.keep();
    if (kept?.material && !hasErrors(kept.problems)) {
      // It is sealed now: what was brought need not stay in the page.
      onChange({ source: 'held', held: kept.material, pem: '', pkcs12: null });
      onNext();
    }
  };

  const needsCheck = source !== 'held' && !isGood;
  return (
    <StepFrame
      step="material"
      title={t('deploy.material.heading')}
      complaint={complaint}
      actions={
        <Button
          variant="primary"
          iconEnd={needsCheck ? undefined : <RiArrowRightLine />}
          isPending={imported.isRunning}
          isDisabled={isUndecided}
          onPress={needsCheck ? check : goOn}
        >
          {needsCheck && t('deploy.material.check')}
          {!needsCheck &&
            t(source === 'held' ? 'deploy.next' : 'deploy.material.use')}
        </Button>
      }
    >
      {isUndecided ? (
        <LoadingState lines={3} />
      ) : (
        <RadioGroup
          label={t('deploy.material.source')}
          orientation="horizontal"
          value={source}
          onChange={value =>
            changeSource(MATERIAL_SOURCES.find(s => s === value) ?? 'held')
          }
        >
          {MATERIAL_SOURCES.map(value => (
            <Radio key={value} value={value}>
              {t(`deploy.material.${value}`)}
            </Radio>
          ))}
        </RadioGroup>
      )}
      {!isUndecided && source === 'held' && (
        <HeldMaterials
          materials={materials}
          chosen={held}
          onChoose={material => change({ held: material })}
        />
      )}
      {source !== 'held' && (
        <BringMaterial
          key={source}
          source={source}
          input={input}
          onChange={change}
          password={imported.password}
          onPassword={imported.setPassword}
        />
      )}
      {imported.error && (
        <ErrorState
          isAction
          title={
            imported.failedToKeep
              ? t('deploy.material.keepFailed')
              : t('deploy.material.checkFailed')
          }
          error={imported.error}
          onRetry={imported.failedToKeep ? goOn : check}
        />
      )}
      {source !== 'held' && result && (
        <ProblemList problems={result.problems} />
      )}
      {shown && (
        <SectionCard title={t('deploy.confirm.version')}>
          <MaterialFacts material={shown} />
        </SectionCard>
      )}
      {losesNames && (
        <NamesLost
          names={lost}
          isAccepted={acceptsNamesLost}
          onChange={accepted => {
            setComplaint(undefined);
            onChange({ acceptsNamesLost: accepted });
          }}
        />
      )}
    </StepFrame>
  );
}
