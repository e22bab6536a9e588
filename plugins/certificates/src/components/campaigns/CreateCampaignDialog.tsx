import { useApi } from '@backstage/core-plugin-api';
import {
  DatePicker,
  Select,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import {
  Campaign,
  CreateCampaignRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation, useRequest } from '../../hooks';
import { NumberOrNone } from '../policies/NumberOrNone';
import { useCertificatesTranslation } from '../../translation';
import { ConfirmDialog, ErrorState } from '../ui';
import {
  CampaignInput,
  campaignRequestOf,
  EMPTY_CAMPAIGN,
  selectsSomething,
} from './campaignForm';
import { CampaignPreviewNotice } from './CampaignPreviewNotice';
import classes from './campaigns.module.css';

const BY_POLICY = 'by-policy';

const LISTS = ['issuers', 'names', 'devices', 'owners'] as const;

function SelectionFields(props: {
  input: CampaignInput;
  onChange: (change: Partial<CampaignInput>) => void;
}) {
  const { input, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <>
      <Text as="h3" weight="bold">
        {t('campaigns.form.which')}
      </Text>
      <Text as="p" color="secondary" variant="body-small">
        {t('campaigns.form.whichHint')}
      </Text>
      <div className={classes.fields}>
        {LISTS.map(field => (
          <TextAreaField
            key={field}
            label={t(`campaigns.form.${field}`)}
            rows={2}
            spellCheck="false"
            value={input[field]}
            onChange={text => onChange({ [field]: text })}
          />
        ))}
        <TextField
          label={t('campaigns.form.fingerprint')}
          spellCheck="false"
          value={input.fingerprint}
          onChange={fingerprint => onChange({ fingerprint })}
        />
        <NumberOrNone
          label={t('campaigns.form.keyBelow')}
          minValue={1}
          value={input.keyBelow}
          onChange={keyBelow => onChange({ keyBelow })}
        />
      </div>
    </>
  );
}

function PaceFields(props: {
  input: CampaignInput;
  onChange: (change: Partial<CampaignInput>) => void;
}) {
  const { input, onChange } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  // Without them the policies still say where to order.
  const authorities = useRequest('authorities', signal =>
    api.listAuthorities({ signal }),
  );
  return (
    <div className={classes.fields}>
      <DatePicker
        label={t('campaigns.form.deadline')}
        description={t('campaigns.form.deadlineHint')}
        onChange={day => onChange({ deadline: day?.toString() ?? '' })}
      />
      <NumberOrNone
        label={t('campaigns.form.parallel')}
        minValue={1}
        maxValue={500}
        value={input.parallel}
        onChange={parallel => onChange({ parallel: parallel ?? 20 })}
      />
      <Select
        label={t('campaigns.form.authority')}
        options={[
          { id: BY_POLICY, label: t('campaigns.form.byPolicy') },
          ...(authorities.value ?? []).map(({ id, title }) => ({
            id,
            label: title,
          })),
        ]}
        value={input.authority ?? BY_POLICY}
        onChange={key =>
          onChange({
            authority: key === null || key === BY_POLICY ? null : String(key),
          })
        }
      />
    </div>
  );
}

/** The form of a campaign, with what it would replace. */
export function CreateCampaignDialog(props: {
  onCreated: (campaign: Campaign) => void;
  onClose: () => void;
}) {
  const { onCreated, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [input, setInput] = useState(EMPTY_CAMPAIGN);
  const [certificates, setCertificates] = useState<number>();
  const [complaint, setComplaint] = useState<string>();
  const creating = useMutation((request: CreateCampaignRequest, options) =>
    api.createCampaign(request, options),
  );
  const request = campaignRequestOf(input);
  const change = (next: Partial<CampaignInput>) => {
    setComplaint(undefined);
    setInput(before => ({ ...before, ...next }));
  };
  const create = async () => {
    if (!request.title) {
      setComplaint(t('campaigns.form.needTitle'));
      return;
    }
    if (!selectsSomething(request.selection)) {
      setComplaint(t('campaigns.form.needSelection'));
      return;
    }
    const created = await creating.run(request);
    if (created) {
      onCreated(created);
    }
  };
  return (
    <ConfirmDialog
      isOpen
      title={t('campaigns.form.title')}
      confirmLabel={t('campaigns.form.begin')}
      cancelLabel={t('campaigns.form.cancel')}
      isRunning={creating.isRunning}
      // What was never counted is not begun by mistake.
      isConfirmDisabled={selectsSomething(request.selection) && !certificates}
      onConfirm={create}
      onClose={onClose}
    >
      <TextField
        label={t('campaigns.form.name')}
        isRequired
        value={input.title}
        onChange={title => change({ title })}
      />
      <TextField
        label={t('campaigns.form.reason')}
        secondaryLabel={t('renew.optional')}
        value={input.reason}
        onChange={reason => change({ reason })}
      />
      <SelectionFields input={input} onChange={change} />
      <CampaignPreviewNotice
        request={{
          ...request,
          title: request.title || t('campaigns.form.title'),
        }}
        onCounted={setCertificates}
      />
      <PaceFields input={input} onChange={change} />
      <div role="alert">
        {complaint && <Text className={classes.complaint}>{complaint}</Text>}
      </div>
      {creating.error && (
        <ErrorState
          isAction
          isNarrow
          title={t('campaigns.form.failed')}
          error={creating.error}
        />
      )}
    </ConfirmDialog>
  );
}
