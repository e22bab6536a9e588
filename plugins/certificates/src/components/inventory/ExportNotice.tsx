import { Alert, Button } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState } from '../ui';
import { ExportStatus } from './ExportButtons';

/** Says how an export goes, until it is dismissed. */
export function ExportNotice(props: {
  status: ExportStatus;
  total: number | undefined;
  onDismiss: () => void;
}) {
  const { status, total, onDismiss } = props;
  const { t } = useCertificatesTranslation();
  if (status.kind === 'failed') {
    return (
      <ErrorState title={t('inventory.export.failed')} error={status.error} />
    );
  }
  if (status.kind === 'running') {
    return (
      <Alert
        role="status"
        status="info"
        isPending
        title={t('inventory.export.running', {
          total: (total ?? 0).toLocaleString(),
        })}
      />
    );
  }
  return (
    <Alert
      role="status"
      status="success"
      icon
      title={t('inventory.export.done', { name: status.fileName })}
      customActions={
        <Button size="small" variant="tertiary" onPress={onDismiss}>
          {t('inventory.export.dismiss')}
        </Button>
      }
    />
  );
}
