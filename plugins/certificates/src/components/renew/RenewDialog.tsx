import { Text } from '@backstage/ui';
import { useCertificatesTranslation } from '../../translation';
import { BeginDialog } from './BeginDialog';

/** Renews a certificate, with or without a new order, after showing what that does. */
export function RenewDialog(props: {
  kind: 'renewal' | 're-key' | 'redeploy';
  certificate: { id: string; title: string };
  onClose: () => void;
}) {
  const { kind, certificate, onClose } = props;
  const { t } = useCertificatesTranslation();
  return (
    <BeginDialog
      title={t(`renew.dialog.${kind}`, { name: certificate.title })}
      intro={
        <Text as="p" color="secondary">
          {t(`renew.dialog.${kind}Text`)}
        </Text>
      }
      confirmLabel={t(`renew.confirm.${kind}`)}
      request={{ kind, certificateId: certificate.id }}
      onClose={onClose}
    />
  );
}
