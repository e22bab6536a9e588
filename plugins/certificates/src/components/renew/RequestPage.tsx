import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import {
  Button,
  Container,
  Header,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  CreateRenewalRequest,
  KEY_SPECS,
  keySpecText,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesApiRef, certificatesRenewalsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { renewalsRouteRef } from '../../routes';
import { useCertificatesTranslation } from '../../translation';
import { NewPlaces } from '../deploy/NewPlaces';
import { unitNames } from '../deploy/places';
import { shortEntityRef } from '../inventory/useFilterLabels';
import { useMyRefs } from '../renewals/useMyRefs';
import { Disclosure, ErrorState } from '../ui';
import { BeginDialog } from './BeginDialog';
import classes from './renew.module.css';
import {
  EMPTY_REQUEST,
  RequestInput,
  requestComplaint,
  requestOf,
} from './requestForm';

const BY_POLICY = 'by-policy';

/** Reads what the form offers to choose from. */
function useChoices() {
  const api = useApi(certificatesApiRef);
  const renewalsApi = useApi(certificatesRenewalsApiRef);
  const mine = useMyRefs();
  const known = useRequest('request', async signal => {
    const [facets, authorities, devices] = await Promise.all([
      api.getFacets({}, { signal }),
      renewalsApi.listAuthorities({ signal }),
      api.listDevices({ signal }),
    ]);
    return {
      owners: facets.owner.map(({ value }) => value),
      authorities,
      units: unitNames(devices.filter(d => d.status !== 'retired')),
    };
  });
  const owners = [
    ...new Set([...(mine ?? []), ...(known.value?.owners ?? [])]),
  ];
  return { known, owners };
}

function RequestForm(props: {
  input: RequestInput;
  onChange: (change: Partial<RequestInput>) => void;
}) {
  const { input, onChange } = props;
  const { t } = useCertificatesTranslation();
  const { known, owners } = useChoices();
  const orPolicy = (key: unknown) =>
    key === null || key === BY_POLICY ? null : String(key);
  const byPolicy = { id: BY_POLICY, label: t('renew.request.byPolicy') };
  return (
    <>
      <TextAreaField
        label={t('renew.request.names')}
        description={t('renew.request.namesHint')}
        placeholder="shop.example.com"
        isRequired
        rows={4}
        spellCheck="false"
        value={input.names}
        onChange={names => onChange({ names })}
      />
      <Select
        label={t('renew.request.owner')}
        description={t('renew.request.ownerHint')}
        placeholder={t('renew.request.ownerPlaceholder')}
        isRequired
        searchable={owners.length > 10}
        options={owners.map(ref => ({ id: ref, label: shortEntityRef(ref) }))}
        value={input.owner}
        onChange={key => onChange({ owner: key === null ? null : String(key) })}
      />
      <TextField
        label={t('renew.reason')}
        secondaryLabel={t('renew.optional')}
        value={input.reason}
        onChange={reason => onChange({ reason })}
      />
      {known.error && (
        <ErrorState
          title={t('renew.request.ownersFailed')}
          error={known.error}
          onRetry={known.retry}
        />
      )}
      <Disclosure
        heading={t('renew.request.advanced')}
        expandLabel={t('renew.request.advanced')}
        collapseLabel={t('renew.request.advanced')}
      >
        <div className={classes.fields}>
          <Select
            label={t('renew.request.authority')}
            options={[
              byPolicy,
              ...(known.value?.authorities ?? []).map(({ id, title }) => ({
                id,
                label: title,
              })),
            ]}
            value={input.authority ?? BY_POLICY}
            onChange={key => onChange({ authority: orPolicy(key) })}
          />
          <Select
            label={t('renew.request.key')}
            options={[
              byPolicy,
              ...KEY_SPECS.map(keySpecText).map(id => ({ id, label: id })),
            ]}
            value={input.key ?? BY_POLICY}
            onChange={key => onChange({ key: orPolicy(key) })}
          />
        </div>
      </Disclosure>
      <NewPlaces
        places={input.places}
        units={known.value?.units ?? []}
        onChange={places => onChange({ places })}
      />
    </>
  );
}

/** The form for a certificate with names that no certificate has yet. */
export function RequestPage() {
  const { t } = useCertificatesTranslation();
  const renewalsRoute = useRouteRef(renewalsRouteRef);
  const [input, setInput] = useState(EMPTY_REQUEST);
  const [complaint, setComplaint] = useState<string>();
  const [request, setRequest] = useState<CreateRenewalRequest>();

  const show = () => {
    const problem = requestComplaint(t, input);
    setComplaint(problem);
    if (!problem) {
      setRequest(requestOf(input));
    }
  };

  return (
    <>
      <Header
        title={t('renew.request.title')}
        breadcrumbs={[{ label: t('renewals.title'), href: renewalsRoute() }]}
      />
      <Container pb="6">
        <div className={classes.form}>
          <Text as="p" color="secondary">
            {t('renew.request.intro')}
          </Text>
          <RequestForm
            input={input}
            onChange={change => {
              setComplaint(undefined);
              setInput(before => ({ ...before, ...change }));
            }}
          />
          <div role="alert">
            {complaint && (
              <Text className={classes.complaint}>{complaint}</Text>
            )}
          </div>
          <div>
            <Button variant="primary" onPress={show}>
              {t('renew.request.preview')}
            </Button>
          </div>
        </div>
        {request && (
          <BeginDialog
            title={t('renew.request.title')}
            confirmLabel={t('renew.request.order')}
            request={request}
            onClose={() => setRequest(undefined)}
          />
        )}
      </Container>
    </>
  );
}
