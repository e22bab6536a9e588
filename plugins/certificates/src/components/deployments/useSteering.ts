import { useApi } from '@backstage/core-plugin-api';
import {
  DeploymentAction,
  DeploymentDetail,
  DeploymentProblem,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { certificatesDeploymentsApiRef } from '../../api';
import { Mutation, useMutation } from '../../hooks';
import { useDeployLink } from './useDeployLink';

/** What a person can tell a deployment that has been started. */
export type SteeringAction = Exclude<DeploymentAction, 'start'>;

/** Actions that are asked about first. */
const ASKED_ABOUT = ['roll-back', 'cancel'] as const;

/** An action that is asked about first. */
export type AskedAction = (typeof ASKED_ABOUT)[number];

/** Steers a deployment on behalf of a person. */
export interface Steering {
  /** Does it, or asks first. */
  request: (action: SteeringAction) => void;
  /** What is asked about now. */
  asked: AskedAction | undefined;
  confirm: () => void;
  dismiss: () => void;
  isRunning: boolean;
  error: Error | undefined;
  failedAction: SteeringAction | undefined;
  /** What the button of a problem does; `undefined` when it cannot be done now. */
  actionOf: (problem: DeploymentProblem) => (() => void) | undefined;
}

/** Sends what a person wants of a deployment, and asks first where it is grave. */
export function useSteering(
  deployment: DeploymentDetail,
  onDone: (deployment: DeploymentDetail) => void,
): Steering {
  const { id, certificateId, actions } = deployment;
  const api = useApi(certificatesDeploymentsApiRef);
  const navigate = useNavigate();
  const deployLink = useDeployLink();
  const [asked, setAsked] = useState<AskedAction>();
  const mutation: Mutation<SteeringAction, DeploymentDetail> = useMutation(
    (action, options) => api.actOnDeployment(id, action, options),
  );

  const send = async (action: SteeringAction) => {
    const answer = await mutation.run(action);
    setAsked(undefined);
    if (answer) {
      onDone(answer);
    }
  };
  const request = (action: SteeringAction) => {
    const grave = ASKED_ABOUT.find(a => a === action);
    if (grave) {
      setAsked(grave);
    } else {
      send(action);
    }
  };

  return {
    request,
    asked,
    confirm: () => asked && send(asked),
    dismiss: () => setAsked(undefined),
    isRunning: mutation.isRunning,
    error: mutation.error,
    failedAction: mutation.failedInput,
    actionOf: ({ action }) => {
      if (action === 'plan-again') {
        return () => navigate(deployLink(certificateId));
      }
      return action && actions.includes(action)
        ? () => request(action)
        : undefined;
    },
  };
}
