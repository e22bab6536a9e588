import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  EntityInfoCard,
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';
import { useInventoryLink } from '../../hooks';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  ErrorState,
  ExpiryText,
  LoadingState,
  StaleNotice,
  StaleTag,
  StateIcon,
  useNow,
} from '../ui';
import classes from './EntityCertificatesCard.module.css';
import { LinkHint } from './LinkHint';
import { nextStep } from './nextStep';
import { NextStepNotice } from './NextStepNotice';
import { StateCounts } from './StateCounts';
import {
  EntityCertificates,
  useEntityCertificates,
} from './useEntityCertificates';

/** @public */
export interface EntityCertificatesCardProps {
  /**
   * Path of the tab with all certificates, below the entity's page.
   * @defaultValue `certificates`
   */
  tabPath?: string;
}

/**
 * The certificates of an entity on its overview: the one thing to do next, how
 * many are in which state, and the next to end.
 *
 * @public
 */
export function EntityCertificatesCard(props: EntityCertificatesCardProps) {
  const { entity } = useEntity();
  // The page of the next entity must not show the certificates of the last one.
  return <CardOf key={stringifyEntityRef(entity)} entity={entity} {...props} />;
}

function CardOf(props: EntityCertificatesCardProps & { entity: Entity }) {
  const { entity } = props;
  const { t } = useCertificatesTranslation();
  const { value, error, isLoading, retry } = useEntityCertificates(
    stringifyEntityRef(entity),
  );
  const isEmpty = value?.summary.total === 0;
  return (
    <EntityInfoCard
      title={t('entity.cardTitle')}
      footerActions={
        value && !isEmpty ? (
          <CardLinks
            entity={entity}
            total={value.summary.total}
            tabPath={props.tabPath}
          />
        ) : undefined
      }
    >
      {isLoading && !value && <LoadingState lines={4} />}
      {error && !isLoading && <ErrorState error={error} onRetry={retry} />}
      {isEmpty && !error && <LinkHint entity={entity} />}
      {value && !isEmpty && !error && <CardBody loaded={value} />}
    </EntityInfoCard>
  );
}

function CardBody(props: { loaded: EntityCertificates }) {
  const { summary, next, renewal } = props.loaded;
  const { t } = useCertificatesTranslation();
  const now = useNow();
  const step = nextStep([...summary.attention, ...next.items], {
    now,
    summary,
    ...renewal,
  });
  const isAllStale =
    next.items.length > 0 && next.items.every(({ stale }) => stale);
  return (
    <div className={classes.body}>
      <NextStepNotice step={step} />
      {isAllStale && (
        <StaleNotice
          observedAt={
            next.items
              .map(({ observedAt }) => observedAt)
              .sort((a, b) => (a ?? '').localeCompare(b ?? ''))[0]
          }
        />
      )}
      <StateCounts counts={summary.byState} />
      <div>
        <h4 className={classes.heading}>{t('entity.nextToEnd')}</h4>
        {next.items.length ? (
          <ul className={classes.list} aria-label={t('entity.nextToEnd')}>
            {next.items.map(certificate => (
              <Row
                key={certificate.id}
                certificate={certificate}
                marksStale={!isAllStale}
              />
            ))}
          </ul>
        ) : (
          <Text color="secondary">{t('entity.noneInUse')}</Text>
        )}
      </div>
    </div>
  );
}

function Row(props: { certificate: CertificateSummary; marksStale: boolean }) {
  const { certificate } = props;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  return (
    <li className={classes.row}>
      <StateIcon state={certificate.state} />
      <span className={classes.name}>
        <VisuallyHidden>{t(`state.${certificate.state}`)} </VisuallyHidden>
        <Link
          href={certificateRoute({ id: certificate.id })}
          title={certificate.names.join(', ')}
        >
          {certificate.title}
        </Link>
      </span>
      <span className={classes.end}>
        {props.marksStale && <StaleTag certificate={certificate} />}
        <ExpiryText certificate={certificate} compact />
      </span>
    </li>
  );
}

function CardLinks(props: { entity: Entity; total: number; tabPath?: string }) {
  const { entity, total, tabPath = 'certificates' } = props;
  const { t } = useCertificatesTranslation();
  const entityRoute = useRouteRef(entityRouteRef);
  const inventoryLink = useInventoryLink();

  return (
    <span className={classes.footer}>
      <Link href={`${entityRoute(entityRouteParams(entity))}/${tabPath}`}>
        {t('entity.showTab', { count: total })}
      </Link>
      <Link href={inventoryLink({ entity: stringifyEntityRef(entity) })}>
        {t('entity.openInInventory')}
      </Link>
    </span>
  );
}
