import { useApi } from '@backstage/core-plugin-api';
import { Button, Radio, RadioGroup } from '@backstage/ui';
import {
  CertificateDetail,
  Material,
  MaterialProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesDeploymentsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, SectionCard } from '../ui';
import { BringMaterial } from './BringMaterial';
import { HeldMaterials } from './HeldMaterials';
import { MaterialFacts } from './MaterialFacts';
import { NamesLost } from './NamesLost';
import { ProblemList } from './ProblemList';
import { StepFrame } from './StepFrame';
import { useImport } from './useImport';
import { lostNames, MaterialInput } from './wizard';

const SOURCES = ['held', 'pem', 'pkcs12'] as const;

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
  const { source, held, acceptsNamesLost } = input;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesDeploymentsApiRef);
  const [complaint, setComplaint] = useState<string>();
  const imported = useImport(certificate.id, input);
  const materials = useRequest(certificate.id, signal =>
    api.listMaterials(certificate.id, { signal }),
  );

  const { result } = imported;
  const isGood = result !== undefined && !hasErrors(result.problems);
  const shown: Material | null =
    source === 'held' ? held : result?.material ?? null;
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
  const changeSource = (next: MaterialInput['source']) => {
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
          onPress={needsCheck ? check : goOn}
        >
          {needsCheck && t('deploy.material.check')}
          {!needsCheck &&
            t(source === 'held' ? 'deploy.next' : 'deploy.material.use')}
        </Button>
      }
    >
      <RadioGroup
        label={t('deploy.material.source')}
        orientation="horizontal"
        value={source}
        onChange={value =>
          changeSource(SOURCES.find(s => s === value) ?? 'held')
        }
      >
        {SOURCES.map(value => (
          <Radio key={value} value={value}>
            {t(`deploy.material.${value}`)}
          </Radio>
        ))}
      </RadioGroup>
      {source === 'held' ? (
        <HeldMaterials
          materials={materials}
          chosen={held}
          onChoose={material => change({ held: material })}
        />
      ) : (
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
