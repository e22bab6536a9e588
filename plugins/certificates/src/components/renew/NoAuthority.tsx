import { useRouteRef } from '@backstage/core-plugin-api';
import { Alert, Link } from '@backstage/ui';
import { authoritiesRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';

/** Says that nothing can be ordered from here, and what to do instead. */
export function NoAuthority() {
  const { t } = useCertificatesTranslation();
  const authoritiesRoute = useRouteRef(authoritiesRouteRef);
  return (
    <Alert
      role="status"
      status="info"
      icon
      title={t('renew.noAuthority.title')}
      description={
        <>
          {t('renew.noAuthority.text')}{' '}
          <Link href={authoritiesRoute()}>
            {t('renew.noAuthority.authorities')}
          </Link>
        </>
      }
    />
  );
}
