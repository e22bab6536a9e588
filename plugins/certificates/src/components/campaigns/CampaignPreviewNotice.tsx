import { useApi } from '@backstage/core-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { CreateCampaignRequest } from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { ErrorState, LoadingState, ShowMore } from '../ui';
import { selectsSomething } from './campaignForm';
import classes from './campaigns.module.css';

const PAUSE_MS = 400;
const SHOWN = 5;

/** What a campaign would replace, worked out while it is written. */
export function CampaignPreviewNotice(props: {
  request: CreateCampaignRequest;
  onCounted: (certificates: number | undefined) => void;
}) {
  const { request, onCounted } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [settled, setSettled] = useState(request);
  // Title, reason and pace do not change what is replaced.
  const text = JSON.stringify([request.selection, request.authority]);
  useDebounce(() => setSettled(request), PAUSE_MS, [text]);
  const isEmpty = !selectsSomething(settled.selection);
  const { value, error, retry } = useRequest(
    JSON.stringify([settled.selection, settled.authority]),
    async signal => {
      onCounted(undefined);
      if (isEmpty) {
        return null;
      }
      const preview = await api.previewCampaign(settled, { signal });
      onCounted(preview.certificates);
      return preview;
    },
  );
  if (isEmpty) {
    return (
      <Text as="p" color="secondary">
        {t('campaigns.preview.waits')}
      </Text>
    );
  }
  if (error) {
    return (
      <ErrorState
        isNarrow
        title={t('campaigns.preview.failed')}
        error={error}
        onRetry={retry}
      />
    );
  }
  if (!value) {
    return <LoadingState lines={2} />;
  }
  if (!value.certificates) {
    return (
      <Alert
        role="status"
        status="info"
        icon
        title={t('campaigns.preview.none')}
      />
    );
  }
  return (
    <Alert
      role="status"
      status={value.problems.length ? 'warning' : 'info'}
      icon
      title={t('campaigns.preview.replaces', { count: value.certificates })}
      description={
        <>
          <div>
            {t('campaigns.preview.touches', {
              installations: value.installations.toLocaleString(),
              virtualServers: value.virtualServers.toLocaleString(),
            })}
          </div>
          {value.problems.length > 0 && (
            <>
              <div>
                {t('campaigns.preview.problems', {
                  count: value.problems.length,
                })}
                :
              </div>
              <ShowMore
                items={value.problems}
                limit={SHOWN}
                label={t('facet.showAll', {
                  total: String(value.problems.length),
                })}
              >
                {shown => (
                  <ul className={classes.plain}>
                    {shown.map(({ certificateId, title, reason }) => (
                      <li key={certificateId}>{`${title}: ${reason}`}</li>
                    ))}
                  </ul>
                )}
              </ShowMore>
            </>
          )}
        </>
      }
    />
  );
}
