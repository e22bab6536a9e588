import { Route, Routes } from 'react-router-dom';
import { AuthoritiesPage } from '../authorities';
import { CampaignPage, CampaignsPage } from '../campaigns';
import { ForecastPage } from '../forecast';
import { PoliciesPage } from '../policies';
import { RequestPage } from '../renew/RequestPage';
import { RenewalPage } from './RenewalPage';
import { RenewalsNav } from './RenewalsNav';
import { RenewalsPage } from './RenewalsPage';

/** The renewals, what steers them, and below them the pages of single ones. */
export function RenewalsRoutes() {
  return (
    <Routes>
      <Route element={<RenewalsNav />}>
        <Route index element={<RenewalsPage />} />
        <Route path="policies" element={<PoliciesPage />} />
        <Route path="authorities" element={<AuthoritiesPage />} />
        <Route path="forecast" element={<ForecastPage />} />
        <Route path="campaigns" element={<CampaignsPage />} />
      </Route>
      <Route path="campaigns/:id" element={<CampaignPage />} />
      <Route path="request" element={<RequestPage />} />
      <Route path=":id" element={<RenewalPage />} />
    </Routes>
  );
}
