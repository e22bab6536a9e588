import { useRouteRef } from '@backstage/core-plugin-api';
import { Container } from '@backstage/ui';
import { NavLink, Outlet } from 'react-router-dom';
import {
  authoritiesRouteRef,
  campaignsRouteRef,
  forecastRouteRef,
  policiesRouteRef,
  renewalsRouteRef,
} from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import classes from './renewals.module.css';

/** The pages around renewals, one line below the tab that they share. */
export function RenewalsNav() {
  const { t } = useCertificatesTranslation();
  const links = [
    { to: useRouteRef(renewalsRouteRef)(), name: 'renewals' },
    { to: useRouteRef(policiesRouteRef)(), name: 'policies' },
    { to: useRouteRef(authoritiesRouteRef)(), name: 'authorities' },
    { to: useRouteRef(forecastRouteRef)(), name: 'forecast' },
    { to: useRouteRef(campaignsRouteRef)(), name: 'campaigns' },
  ] as const;
  return (
    <>
      <Container mb="0">
        <nav aria-label={t('renewals.nav.label')} className={classes.nav}>
          {links.map(({ to, name }) => (
            <NavLink key={name} to={to} end className={classes.navLink}>
              {t(`renewals.nav.${name}`)}
            </NavLink>
          ))}
        </nav>
      </Container>
      <Outlet />
    </>
  );
}
