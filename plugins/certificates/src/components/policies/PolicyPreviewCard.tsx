import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  PolicyInput,
  PolicyPreview,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { certificateRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import {
  ErrorState,
  HostName,
  LoadingState,
  RelativeTime,
  SectionCard,
  ShowMore,
} from '../ui';
import classes from './policies.module.css';

const PAUSE_MS = 400;
const SHOWN = 10;

type Example = PolicyPreview['examples'][number];

/** A certificate with the policy of today and then. */
function ExampleItem(props: { example: Example }) {
  const { certificateId, title, before, after, renewAt } = props.example;
  const { t } = useCertificatesTranslation();
  const certificateRoute = useRouteRef(certificateRouteRef);
  const nothing = t('policies.preview.nothing');
  return (
    <li>
      <Link href={certificateRoute({ id: certificateId })}>
        <HostName name={title} />
      </Link>
      <div className={classes.quiet}>
        {before === after
          ? t('policies.preview.unchanged')
          : `${before ?? nothing} → ${after ?? nothing}`}
        {renewAt && (
          <>
            {'; '}
            {t('policies.preview.renewAt')} <RelativeTime value={renewAt} />
          </>
        )}
      </div>
    </li>
  );
}

function Result(props: { preview: PolicyPreview }) {
  const { matches, applies, examples } = props.preview;
  const { t } = useCertificatesTranslation();
  if (!matches) {
    return <Text as="p">{t('policies.preview.none')}</Text>;
  }
  return (
    <Flex direction="column" gap="3" align="stretch">
      <Text as="p" aria-live="polite">
        <strong>{t('policies.preview.matches', { count: matches })}</strong>{' '}
        {t('policies.preview.applies', { count: applies })}
      </Text>
      <ShowMore
        items={examples}
        limit={SHOWN}
        label={t('facet.showAll', { total: String(examples.length) })}
      >
        {shown => (
          <ul
            className={classes.examples}
            aria-label={t('policies.preview.table')}
          >
            {shown.map(example => (
              <ExampleItem key={example.certificateId} example={example} />
            ))}
          </ul>
        )}
      </ShowMore>
      {examples.length < matches && (
        <Text variant="body-small" color="secondary">
          {t('policies.preview.more', { shown: String(examples.length) })}
        </Text>
      )}
    </Flex>
  );
}

/** Which certificates a policy would decide for, worked out while it is written. */
export function PolicyPreviewCard(props: {
  policy: PolicyInput & { id?: string };
}) {
  const { policy } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [settled, setSettled] = useState(policy);
  const text = JSON.stringify(policy);
  useDebounce(() => setSettled(policy), PAUSE_MS, [text]);
  const { value, error, retry } = useRequest(JSON.stringify(settled), signal =>
    api.previewPolicy(settled, { signal }),
  );
  return (
    <SectionCard title={t('policies.preview.title')}>
      {error && (
        <ErrorState
          isNarrow
          title={t('policies.preview.failed')}
          error={error}
          onRetry={retry}
        />
      )}
      {!error && !value && <LoadingState />}
      {!error && value && <Result preview={value} />}
    </SectionCard>
  );
}
