import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex } from '@backstage/ui';
import { CertificateFilter } from '@cmt/backstage-plugin-certificates-common';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import { certificatesApiRef } from '../../api';
import { useCertificatesTranslation } from '../../translation';
import { saveFile } from './saveFile';

type ExportFormat = 'csv' | 'json';

const FORMATS: readonly ExportFormat[] = ['csv', 'json'];

/** How the last export went. */
export type ExportStatus =
  | { kind: 'running' }
  | { kind: 'done'; fileName: string }
  | { kind: 'failed'; error: Error };

/** Downloads what the filter matches, as CSV or JSON. */
export function ExportButtons(props: {
  filter: CertificateFilter;
  isDisabled: boolean;
  onStatus: (status: ExportStatus) => void;
}) {
  const { filter, isDisabled, onStatus } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesApiRef);
  const [running, setRunning] = useState<ExportFormat>();

  const run = async (format: ExportFormat) => {
    setRunning(format);
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
      setRunning(undefined);
    }
  };

  return (
    <Flex gap="2">
      {FORMATS.map(format => (
        <Button
          key={format}
          variant="secondary"
          iconStart={<RiDownloadLine />}
          aria-label={t(`inventory.export.${format}Label`)}
          isPending={running === format}
          isDisabled={isDisabled || (running && running !== format)}
          onPress={() => run(format)}
        >
          {t(`inventory.export.${format}`)}
        </Button>
      ))}
    </Flex>
  );
}
