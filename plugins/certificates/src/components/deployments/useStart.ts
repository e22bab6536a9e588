import { useApi } from '@backstage/core-plugin-api';
import {
  DeploymentDetail,
  PlanConsent,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesDeploymentsApiRef } from '../../api';
import { Mutation, useMutation } from '../../hooks';

/** What is confirmed: a plan that was shown, and what was said yes to. */
export interface Confirmation {
  id: string;
  planHash: string;
  consents: PlanConsent[];
}

/** Confirms a plan. */
export function useStart(): Mutation<Confirmation, DeploymentDetail> {
  const api = useApi(certificatesDeploymentsApiRef);
  return useMutation(({ id, planHash, consents }, options) =>
    api.startDeployment(id, { planHash, consents }, options),
  );
}
