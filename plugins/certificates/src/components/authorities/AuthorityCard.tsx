import {
  discoveryApiRef,
  useApi,
  useRouteRef,
} from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  AuthoritySummary,
  keySpecText,
} from '@cmt/backstage-plugin-certificates-common';
import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiQuestionFill,
} from '@remixicon/react';
import { useRequest } from '../../hooks';
import { renewalsRouteRef } from '../../routes';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { RelativeTime, SectionCard } from '../ui';
import classes from './authorities.module.css';
import { BudgetBar } from './BudgetBar';

const ICONS = {
  ok: RiCheckboxCircleFill,
  degraded: RiAlertFill,
  down: RiCloseCircleFill,
  unknown: RiQuestionFill,
} satisfies Record<AuthoritySummary['health']['status'], unknown>;

const KINDS = ['local', 'acme', 'manual'] as const;

function kindText(t: CertificatesTranslator, kind: string): string {
  return t(`authorities.kind.${KINDS.find(k => k === kind) ?? 'other'}`);
}

function Health(props: { health: AuthoritySummary['health'] }) {
  const { status, detail, checkedAt } = props.health;
  const { t } = useCertificatesTranslation();
  const Icon = ICONS[status];
  return (
    <Flex direction="column" gap="0.5">
      <span className={classes.health} data-status={status}>
        <Icon size={18} aria-hidden />
        <strong>{t(`authorities.status.${status}`)}</strong>
      </span>
      <span>{detail}</span>
      {checkedAt && (
        <Text variant="body-small" color="secondary">
          {t('authorities.checked')} <RelativeTime value={checkedAt} />
        </Text>
      )}
    </Flex>
  );
}

function abilities(t: CertificatesTranslator, authority: AuthoritySummary) {
  return (
    [
      authority.wildcards && t('authorities.wildcards'),
      authority.canRevoke && t('authorities.revoke'),
      authority.hasRenewalInfo && t('authorities.renewalInfo'),
    ]
      .filter(Boolean)
      .join(', ') || t('authorities.nothing')
  );
}

/** Where an authority of our own publishes what clients fetch. */
function Publications(props: {
  publications: AuthoritySummary['publications'];
}) {
  const discovery = useApi(discoveryApiRef);
  const { value: baseUrl } = useRequest('certificates', () =>
    discovery.getBaseUrl('certificates'),
  );
  return (
    <ul className={classes.plain}>
      {props.publications.map(({ name, path }) => (
        <li key={path}>
          {baseUrl ? (
            <Link href={`${baseUrl}${path}`} target="_blank" rel="noopener">
              {name}
            </Link>
          ) : (
            name
          )}
        </li>
      ))}
    </ul>
  );
}

function AuthorityFacts(props: { authority: AuthoritySummary }) {
  const { authority } = props;
  const { t } = useCertificatesTranslation();
  return (
    <dl className={classes.facts}>
      <dt>{t('authorities.issues')}</dt>
      <dd>
        {authority.automatic
          ? t('authorities.automatic')
          : t('authorities.byPerson')}
      </dd>
      <dt>{t('authorities.keys')}</dt>
      <dd>
        {authority.keys?.map(keySpecText).join(', ') ?? t('authorities.anyKey')}
      </dd>
      <dt>{t('authorities.can')}</dt>
      <dd>{abilities(t, authority)}</dd>
      <dt>{t('authorities.account')}</dt>
      <dd>{authority.account ?? t('authorities.noAccount')}</dd>
      <dt>{t('authorities.orders')}</dt>
      <dd>{t('authorities.openOrders', { count: authority.openOrders })}</dd>
      <dt>{t('authorities.lastIssued')}</dt>
      <dd>
        <RelativeTime
          value={authority.lastIssuedAt}
          fallback={t('authorities.neverIssued')}
        />
      </dd>
      {authority.publications.length > 0 && (
        <>
          <dt>{t('authorities.publications')}</dt>
          <dd>
            <Publications publications={authority.publications} />
          </dd>
        </>
      )}
    </dl>
  );
}

/** One authority: how it is, what it can, what it still gives. */
export function AuthorityCard(props: { authority: AuthoritySummary }) {
  const { authority } = props;
  const { id, title, kind, health, budget, lastProblem } = authority;
  const { t } = useCertificatesTranslation();
  const renewalsRoute = useRouteRef(renewalsRouteRef);
  return (
    <SectionCard
      title={title}
      actions={<Text color="secondary">{kindText(t, kind)}</Text>}
    >
      <Flex direction="column" gap="4" align="stretch">
        <Health health={health} />
        {budget ? (
          <BudgetBar budget={budget} />
        ) : (
          <Text color="secondary" variant="body-small">
            {t('authorities.budget.none')}
          </Text>
        )}
        {lastProblem && (
          <Flex direction="column" gap="0.5">
            <Text variant="body-small" weight="bold">
              {t('authorities.problem')}
            </Text>
            <span>{lastProblem.message}</span>
            <Text variant="body-small" color="secondary">
              {t('renewals.problem.remedy', { remedy: lastProblem.remedy })}
            </Text>
          </Flex>
        )}
        <AuthorityFacts authority={authority} />
        <Link
          href={`${renewalsRoute()}?authority=${encodeURIComponent(id)}`}
          aria-label={t('authorities.showRenewalsOf', { name: title })}
        >
          {t('authorities.showRenewals')}
        </Link>
      </Flex>
    </SectionCard>
  );
}
