import { useApi } from '@backstage/core-plugin-api';
import { Button, Switch, Text, TextField } from '@backstage/ui';
import {
  AuthoritySummary,
  Policy,
  PolicyInput,
} from '@cmt/backstage-plugin-certificates-common';
import { useMemo, useState } from 'react';
import { certificatesRenewalsApiRef } from '../../api';
import { useMutation } from '../../hooks';
import {
  CertificatesTranslator,
  useCertificatesTranslation,
} from '../../translation';
import { ErrorState, SectionCard } from '../ui';
import { ApprovalFields } from './ApprovalFields';
import { BehaviourFields } from './BehaviourFields';
import { MatchFields } from './MatchFields';
import { NumberOrNone } from './NumberOrNone';
import classes from './policies.module.css';
import { draftOf, keyChoices, PolicyDraft, policyOf } from './policyDraft';
import { PolicyPreviewCard } from './PolicyPreviewCard';
import { TimingFields } from './TimingFields';

function complaintAbout(
  t: CertificatesTranslator,
  policy: PolicyInput,
): string | undefined {
  if (!policy.name) {
    return t('policies.form.needName');
  }
  return policy.mode !== 'manual' && !policy.authorities.length
    ? t('policies.form.needAuthority')
    : undefined;
}

function BasicFields(props: {
  draft: PolicyDraft;
  onChange: (change: Partial<PolicyDraft>) => void;
}) {
  const { draft, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('policies.form.basics')}>
      <div className={classes.part}>
        <div className={classes.fields}>
          <TextField
            label={t('policies.form.name')}
            isRequired
            value={draft.name}
            onChange={name => onChange({ name })}
          />
          <NumberOrNone
            label={t('policies.form.priority')}
            description={t('policies.form.priorityHint')}
            value={draft.priority}
            onChange={priority => onChange({ priority: priority ?? 0 })}
          />
        </div>
        <TextField
          label={t('policies.form.description')}
          secondaryLabel={t('renew.optional')}
          value={draft.description}
          onChange={description => onChange({ description })}
        />
        <Switch
          label={t('policies.form.enabled')}
          isSelected={draft.enabled}
          onChange={enabled => onChange({ enabled })}
        />
      </div>
    </SectionCard>
  );
}

/** The form of a policy, with what it would change beside it. */
export function PolicyEditor(props: {
  /** Absent for a new one. */
  policy: Policy | undefined;
  authorities: readonly AuthoritySummary[];
  onSaved: () => void;
  onClose: () => void;
}) {
  const { policy, authorities, onSaved, onClose } = props;
  const { t } = useCertificatesTranslation();
  const api = useApi(certificatesRenewalsApiRef);
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [complaint, setComplaint] = useState<string>();
  const choices = useMemo(() => keyChoices(policy), [policy]);
  const saving = useMutation((input: PolicyInput, options) =>
    policy
      ? api.updatePolicy(policy.id, input)
      : api.createPolicy(input, options),
  );
  const written = policyOf(draft, choices);
  const change = (next: Partial<PolicyDraft>) => {
    setComplaint(undefined);
    setDraft(before => ({ ...before, ...next }));
  };
  const save = async () => {
    const problem = complaintAbout(t, written);
    setComplaint(problem);
    if (!problem && (await saving.run(written))) {
      onSaved();
    }
  };
  return (
    <div className={classes.editor}>
      <div className={classes.form}>
        <Text as="h2" variant="title-small" weight="bold">
          {policy
            ? t('policies.form.editTitle', { name: policy.name })
            : t('policies.form.createTitle')}
        </Text>
        <BasicFields draft={draft} onChange={change} />
        <MatchFields
          match={draft.match}
          onChange={match => change({ match })}
        />
        <BehaviourFields
          draft={draft}
          authorities={authorities}
          keys={[...choices.keys()]}
          onChange={change}
        />
        <TimingFields draft={draft} onChange={change} />
        <ApprovalFields
          approval={draft.approval}
          onChange={approval => change({ approval })}
        />
        <div role="alert">
          {complaint && <Text className={classes.complaint}>{complaint}</Text>}
        </div>
        {saving.error && (
          <ErrorState
            isAction
            title={t('policies.form.saveFailed')}
            error={saving.error}
          />
        )}
        <div className={classes.buttons}>
          <Button variant="secondary" onPress={onClose}>
            {t('policies.form.cancel')}
          </Button>
          <Button variant="primary" isPending={saving.isRunning} onPress={save}>
            {t('policies.form.save')}
          </Button>
        </div>
      </div>
      <div className={classes.preview}>
        <PolicyPreviewCard
          policy={{
            ...written,
            name: written.name || t('policies.preview.unnamed'),
            ...(policy && { id: policy.id }),
          }}
        />
      </div>
    </div>
  );
}
