import { Route, Routes } from 'react-router-dom';
import { DevicePage } from './DevicePage';
import { DevicesPage } from './DevicesPage';

/** The devices list, and below it the pages of single devices. */
export function DevicesRoutes() {
  return (
    <Routes>
      <Route index element={<DevicesPage />} />
      <Route path=":name" element={<DevicePage />} />
    </Routes>
  );
}
