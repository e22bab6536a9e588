import { useApi } from '@backstage/core-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesApiRef } from '../../api';
import { useCertificatesTranslation } from '../../translation';
import { saveFile } from './saveFile';

/** How the last export went. */
export type ExportStatus =
  | { kind: 'running' }
  | { kind: 'done'; fileName: string }
  | { kind: 'failed'; error: Error };

/** Downloads what the filter matches, as CSV or JSON. */
export function ExportMenu(props: {
  filter: CertificateFilter;
  isDisabled: boolean;
  onStatus: (status: ExportStatus) => void;
}) {
  const { filter, isDisabled, onStatus } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const [isRunning, setRunning] = useState(false);

  const run = async (format: 'csv' | 'json') => {
    setRunning(true);
    onStatus({ kind: 'running' });
    try {
      const file = await api.exportCertificates(filter, format);
      const day = new Date().toISOString().slice(0, 10);
      const fileName = `certificates-${day}.${format}`;
      saveFile(file, fileName);
      onStatus({ kind: 'done', fileName });
    } catch (error) {
      onStatus({ kind: 'failed', error: error as Error });
    } finally {
      setRunning(false);
    }
  };

  return (
    <MenuTrigger>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={isRunning}
        isDisabled={isDisabled}
      >
        {t('inventory.export.button')}
      </Button>
      <Menu>
        <MenuItem onAction={() => run('csv')}>
          {t('inventory.export.csv')}
        </MenuItem>
        <MenuItem onAction={() => run('json')}>
          {t('inventory.export.json')}
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}
