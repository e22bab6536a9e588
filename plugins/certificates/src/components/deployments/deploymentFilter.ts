import {
  DEPLOYMENT_STATES,
  DeploymentState,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';

/** States of which a person has to do something about. */
const ATTENTION: readonly DeploymentState[] = [
  'planned',
  'paused',
  'partial',
  'failed',
];

/** A choice of the filter: every state, a group of them, or one. */
export type DeploymentFilter = 'all' | 'open' | 'attention' | DeploymentState;

/** Reads the filter of an address. */
export function parseDeploymentFilter(text: string | null): DeploymentFilter {
  const known: readonly DeploymentFilter[] = [
    'open',
    'attention',
    ...DEPLOYMENT_STATES,
  ];
  return known.find(filter => filter === text) ?? 'all';
}

/** The states to ask for; `undefined` for all of them. */
export function statesOfFilter(
  filter: DeploymentFilter,
): DeploymentState[] | undefined {
  switch (filter) {
    case 'all':
      return undefined;
    case 'open':
      return DEPLOYMENT_STATES.filter(state => !isDeploymentOver(state));
    case 'attention':
      return [...ATTENTION];
    default:
      return [filter];
  }
}
