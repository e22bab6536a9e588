import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  CertificateDetail,
  CreateDeploymentRequest,
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { certificatesDeploymentsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import { deploymentRouteRef } from '../../routes';
import { ConfirmStep } from './ConfirmStep';
import { MaterialStep } from './MaterialStep';
import { PlanStep } from './PlanStep';
import { StepFocusContext } from './StepFrame';
import { StepIndicator } from './StepIndicator';
import { TargetsStep } from './TargetsStep';
import { START_MATERIAL, START_TARGETS, WizardStep } from './wizard';

/** A plan that was asked for. */
interface Planned {
  id: string;
  request: CreateDeploymentRequest;
}

/** Four steps from certificate material to a deployment that runs. */
export function DeployWizard(props: { certificate: CertificateDetail }) {
  const { certificate } = props;
  const api = useApi(certificatesDeploymentsApiRef);
  const navigate = useNavigate();
  const deploymentRoute = useRouteRef(deploymentRouteRef);
  const [step, showStep] = useState<WizardStep>('material');
  const [hasMoved, setHasMoved] = useState(false);
  const setStep = (next: WizardStep) => {
    setHasMoved(true);
    showStep(next);
  };
  const [material, setMaterial] = useState(START_MATERIAL);
  const [targets, setTargets] = useState(START_TARGETS);
  const [planned, setPlanned] = useState<Planned>();
  const [consents, setConsents] = useState<PlanConsent[]>([]);
  /** The plan as it was shown; exactly this one is confirmed. */
  const [shown, setShown] = useState<DeploymentDetail>();
  const planning = useMutation((request: CreateDeploymentRequest, options) =>
    api.createDeployment(request, options),
  );

  const discarding = useMutation((id: string, options) =>
    api.actOnDeployment(id, 'cancel', options),
  );

  const plan = async (request: CreateDeploymentRequest) => {
    const created = await planning.run(request);
    if (!created) {
      return;
    }
    if (planned && !planned.request.dryRun) {
      // One that cannot be cancelled stays in the list, where people can do it.
      discarding.run(planned.id);
    }
    setPlanned({ id: created.id, request });
    setConsents(material.acceptsNamesLost ? ['names-lost'] : []);
    setStep('plan');
  };
  const planOnce = (request: CreateDeploymentRequest) =>
    JSON.stringify(request) === JSON.stringify(planned?.request)
      ? setStep('plan')
      : plan(request);

  return (
    <StepFocusContext.Provider value={hasMoved}>
      <StepIndicator step={step} />
      {step === 'material' && (
        <MaterialStep
          certificate={certificate}
          input={material}
          onChange={change => setMaterial(before => ({ ...before, ...change }))}
          onNext={() => setStep('targets')}
        />
      )}
      {step === 'targets' && material.held && (
        <TargetsStep
          certificateId={certificate.id}
          materialId={material.held.id}
          input={targets}
          onChange={change => setTargets(before => ({ ...before, ...change }))}
          onBack={() => setStep('material')}
          onPlan={planOnce}
          planning={planning}
        />
      )}
      {step === 'plan' && planned && (
        <PlanStep
          key={planned.id}
          deploymentId={planned.id}
          consents={consents}
          onConsents={setConsents}
          planning={planning}
          onPlanAgain={change => {
            const request = { ...planned.request, ...change };
            setTargets(before => ({
              ...before,
              dryRun: request.dryRun ?? false,
            }));
            plan(request);
          }}
          onBack={() => setStep('targets')}
          onNext={deployment => {
            setShown(deployment);
            setStep('confirm');
          }}
        />
      )}
      {step === 'confirm' && shown && planned && (
        <ConfirmStep
          deployment={shown}
          consents={consents}
          planning={planning}
          onPlanAgain={() => plan(planned.request)}
          onBack={() => setStep('plan')}
          onStarted={({ id }) => navigate(deploymentRoute({ id }))}
        />
      )}
    </StepFocusContext.Provider>
  );
}
