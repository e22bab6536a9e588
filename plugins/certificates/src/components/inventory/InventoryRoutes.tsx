import { Route, Routes } from 'react-router-dom';
import { CertificatePage } from '../certificate';
import { InventoryPage } from './InventoryPage';

/** The inventory, and below it the pages of single certificates. */
export function InventoryRoutes() {
  return (
    <Routes>
      <Route index element={<InventoryPage />} />
      <Route path=":id" element={<CertificatePage />} />
    </Routes>
  );
}
