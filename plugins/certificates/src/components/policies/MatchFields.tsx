import { Text, TextAreaField } from '@backstage/ui';
import { PolicyMatch } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { SectionCard } from '../ui';
import classes from './policies.module.css';
import { PolicyDraft } from './policyDraft';

const EXAMPLES: Record<keyof PolicyMatch, string> = {
  names: '*.shop.example.com',
  environments: 'production',
  devices: 'bigip-a.example.com',
  owners: 'group:default/checkout',
  issuers: 'Example TLS*',
};

const FIELDS = [
  'names',
  'environments',
  'devices',
  'owners',
  'issuers',
] as const satisfies readonly (keyof PolicyMatch)[];

/** For which certificates a policy is. */
export function MatchFields(props: {
  match: PolicyDraft['match'];
  onChange: (match: PolicyDraft['match']) => void;
}) {
  const { match, onChange } = props;
  const { t } = useCertificatesTranslation();
  return (
    <SectionCard title={t('policies.form.whichTitle')}>
      <div className={classes.part}>
        <Text as="p" color="secondary">
          {t('policies.form.whichHint')}
        </Text>
        <div className={classes.fields}>
          {FIELDS.map(field => (
            <TextAreaField
              key={field}
              label={t(`policies.form.${field}`)}
              placeholder={EXAMPLES[field]}
              rows={2}
              spellCheck="false"
              value={match[field]}
              onChange={text => onChange({ ...match, [field]: text })}
            />
          ))}
        </div>
      </div>
    </SectionCard>
  );
}
