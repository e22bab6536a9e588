import { Button } from '@backstage/ui';
import { RiLoopRightLine } from '@remixicon/react';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { RenewDialog } from './RenewDialog';

/** Shows what renewing a certificate would do, and does it after one yes. */
export function RenewButton(props: {
  certificate: { id: string; title: string };
  /** For rows: less weight. */
  isShort?: boolean;
}) {
  const { certificate, isShort } = props;
  const { t } = useCertificatesTranslation();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        variant={isShort ? 'secondary' : 'primary'}
        size="small"
        style={{ whiteSpace: 'nowrap' }}
        iconStart={<RiLoopRightLine aria-hidden />}
        aria-label={t('renew.renewOf', { name: certificate.title })}
        onPress={() => setIsOpen(true)}
      >
        {t('renew.renew')}
      </Button>
      {isOpen && (
        <RenewDialog
          kind="renewal"
          certificate={certificate}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
