import { Route, Routes } from 'react-router-dom';
import { DeploymentPage } from './DeploymentPage';
import { DeploymentsPage } from './DeploymentsPage';

/** The list of deployments, and below it the pages of single ones. */
export function DeploymentsRoutes() {
  return (
    <Routes>
      <Route index element={<DeploymentsPage />} />
      <Route path=":id" element={<DeploymentPage />} />
    </Routes>
  );
}
