import { useRouteRef } from '@backstage/core-plugin-api';
import {
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSeparator,
  MenuTrigger,
} from '@backstage/ui';
import {
  RiAddLine,
  RiForbidLine,
  RiKey2Line,
  RiMore2Line,
  RiRepeatLine,
} from '@remixicon/react';
import { useState } from 'react';
import { requestRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { RenewDialog } from './RenewDialog';
import { RevokeDialog } from './RevokeDialog';

type Asked = 're-key' | 'redeploy' | 'renewal' | 'revoke';

/** What is done more rarely with a certificate. */
export function CertificateMenu(props: {
  certificate: { id: string; title: string };
}) {
  const { certificate } = props;
  const { t } = useCertificatesTranslation();
  const requestRoute = useRouteRef(requestRouteRef);
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <>
      <MenuTrigger>
        <ButtonIcon
          size="small"
          variant="secondary"
          aria-label={t('renew.more', { name: certificate.title })}
          icon={<RiMore2Line />}
        />
        <Menu placement="bottom end">
          <MenuItem
            iconStart={<RiKey2Line />}
            onAction={() => setAsked('re-key')}
          >
            {t('renew.menu.rekey')}
          </MenuItem>
          <MenuItem
            iconStart={<RiRepeatLine />}
            onAction={() => setAsked('redeploy')}
          >
            {t('renew.menu.redeploy')}
          </MenuItem>
          <MenuItem iconStart={<RiAddLine />} href={requestRoute()}>
            {t('renew.menu.request')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            iconStart={<RiForbidLine />}
            color="danger"
            onAction={() => setAsked('revoke')}
          >
            {t('renew.menu.revoke')}
          </MenuItem>
        </Menu>
      </MenuTrigger>
      {asked === 'revoke' && (
        <RevokeDialog
          certificate={certificate}
          onRenewFirst={() => setAsked('renewal')}
          onClose={close}
        />
      )}
      {asked && asked !== 'revoke' && (
        <RenewDialog
          key={asked}
          kind={asked}
          certificate={certificate}
          onClose={close}
        />
      )}
    </>
  );
}
