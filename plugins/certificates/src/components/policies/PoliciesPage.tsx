import { useApi } from '@backstage/core-plugin-api';
import { Button, Container, Flex, Text } from '@backstage/ui';
import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { RiAddLine, RiListSettingsLine } from '@remixicon/react';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { useCertificatesTranslation } from '../../translation';
import { EmptyState, ErrorState, LoadingState } from '../ui';
import { DeletePolicyDialog } from './DeletePolicyDialog';
import classes from './policies.module.css';
import { PolicyEditor } from './PolicyEditor';
import { PolicyHistoryDialog } from './PolicyHistoryDialog';
import { PolicyAction, PolicyItem } from './PolicyItem';

/** Value of `?edit=` for a policy that is not there yet. */
const NEW = 'new';

interface Asked {
  policy: Policy;
  action: Exclude<PolicyAction, 'edit'>;
}

function PolicyList(props: {
  policies: readonly Policy[];
  authorityTitles: ReadonlyMap<string, string>;
  onEdit: (id: string) => void;
  onChanged: () => void;
}) {
  const { policies, authorityTitles, onEdit, onChanged } = props;
  const { t } = useCertificatesTranslation();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  return (
    <Flex direction="column" gap="4" align="stretch">
      <div className={classes.toolbar}>
        <Text as="p" color="secondary" className={classes.intro}>
          {t('policies.intro')}
        </Text>
        <Button
          variant="primary"
          size="small"
          iconStart={<RiAddLine />}
          onPress={() => onEdit(NEW)}
        >
          {t('policies.create')}
        </Button>
      </div>
      {policies.length ? (
        <ol className={classes.policies} aria-label={t('policies.list')}>
          {policies.map(policy => (
            <PolicyItem
              key={policy.id}
              policy={policy}
              authorityTitles={authorityTitles}
              onAction={action =>
                action === 'edit'
                  ? onEdit(policy.id)
                  : setAsked({ policy, action })
              }
            />
          ))}
        </ol>
      ) : (
        <EmptyState
          icon={<RiListSettingsLine size={32} />}
          title={t('policies.empty.title')}
          description={t('policies.empty.description')}
        />
      )}
      {asked?.action === 'delete' && (
        <DeletePolicyDialog
          policy={asked.policy}
          onDone={() => {
            close();
            onChanged();
          }}
          onClose={close}
        />
      )}
      {asked?.action === 'history' && (
        <PolicyHistoryDialog policy={asked.policy} onClose={close} />
      )}
    </Flex>
  );
}

/** The policies in the order in which they are tried, and the form to make them. */
export function PoliciesPage() {
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [params, setParams] = useSearchParams();
  const { value, error, retry } = useRequest('policies', async signal => {
    const [policies, authorities] = await Promise.all([
      api.listPolicies({ signal }),
      api.listAuthorities({ signal }),
    ]);
    return { policies, authorities };
  });
  const edit = params.get('edit');
  const edited = value?.policies.find(({ id }) => id === edit);
  const close = () => setParams({});

  if (!value) {
    return (
      <Container pb="6">
        {error ? (
          <ErrorState
            title={t('policies.loadFailed')}
            error={error}
            onRetry={retry}
          />
        ) : (
          <LoadingState label={t('policies.title')} lines={4} lineHeight={88} />
        )}
      </Container>
    );
  }
  return (
    <Container pb="6">
      {edit === NEW || edited?.source === 'ui' ? (
        <PolicyEditor
          key={edit}
          policy={edited}
          authorities={value.authorities}
          onSaved={() => {
            close();
            retry();
          }}
          onClose={close}
        />
      ) : (
        <PolicyList
          policies={value.policies}
          authorityTitles={
            new Map(value.authorities.map(({ id, title }) => [id, title]))
          }
          onEdit={id => setParams({ edit: id })}
          onChanged={retry}
        />
      )}
    </Container>
  );
}
