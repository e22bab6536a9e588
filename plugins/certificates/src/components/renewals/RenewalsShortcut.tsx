import { useRouteRef } from '@backstage/core-plugin-api';
import { Navigate } from 'react-router-dom';
import { renewalsRouteRef } from '../../routes';

/** Pages below the renewals that have a short address, too. */
export const RENEWALS_SHORTCUTS = [
  'policies',
  'authorities',
  'forecast',
  'campaigns',
] as const;

/** Leads from a short address, as people type it, to the page below the renewals. */
export function RenewalsShortcut(props: {
  to: (typeof RENEWALS_SHORTCUTS)[number];
}) {
  const renewalsRoute = useRouteRef(renewalsRouteRef);
  return <Navigate to={`${renewalsRoute()}/${props.to}`} replace />;
}
