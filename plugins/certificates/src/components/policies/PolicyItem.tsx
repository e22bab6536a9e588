import { Button, Text } from '@backstage/ui';
import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { useCertificatesTranslation } from '../../translation';
import { Disclosure } from '../ui';
import classes from './policies.module.css';
import { PolicyBadges } from './PolicyBadges';
import { PolicyDetails } from './PolicyDetails';
import { matchText } from './policyTexts';

/** What can be done with a policy. */
export type PolicyAction = 'edit' | 'delete' | 'history';

/** What can be done with it here, by where it is declared; what is shipped never changes. */
const ACTIONS: Record<Policy['source'], readonly PolicyAction[]> = {
  config: ['history'],
  ui: ['edit', 'history', 'delete'],
  default: [],
};

function Actions(props: {
  policy: Policy;
  onAction: (action: PolicyAction) => void;
}) {
  const { policy, onAction } = props;
  const { t } = useCertificatesTranslation();
  const actions = ACTIONS[policy.source];
  return (
    <span className={classes.actions}>
      {actions.map(action => (
        <Button
          key={action}
          size="small"
          variant={action === 'edit' ? 'secondary' : 'tertiary'}
          aria-label={t(`policies.${action}Of`, { name: policy.name })}
          onPress={() => onAction(action)}
        >
          {t(`policies.${action}`)}
        </Button>
      ))}
    </span>
  );
}

/** One policy: for which certificates, how much it does, where it orders. */
export function PolicyItem(props: {
  policy: Policy;
  /** Titles of authorities by id. */
  authorityTitles: ReadonlyMap<string, string>;
  onAction: (action: PolicyAction) => void;
}) {
  const { policy, authorityTitles, onAction } = props;
  const { name, description, source, match, mode, authorities } = policy;
  const { t } = useCertificatesTranslation();
  return (
    <li className={classes.policy} data-enabled={policy.enabled}>
      <div className={classes.headline}>
        <Text as="h3" variant="title-x-small" weight="bold">
          {name}
        </Text>
        <PolicyBadges policy={policy} />
        <Actions policy={policy} onAction={onAction} />
      </div>
      {description && (
        <Text as="p" color="secondary">
          {description}
        </Text>
      )}
      <Text as="p">{matchText(t, match)}</Text>
      <Text as="p">
        <strong>{t(`policies.mode.${mode}`)}</strong>
        {`: ${t(`policies.modeText.${mode}`)}. `}
        {authorities.length
          ? t('policies.authorities', {
              values: authorities
                .map(id => authorityTitles.get(id) ?? id)
                .join(t('policies.then')),
            })
          : t('policies.noAuthorities')}
        .
      </Text>
      {source !== 'ui' && (
        <Text as="p" variant="body-small" color="secondary">
          {t(`policies.sourceHint.${source}`)}
        </Text>
      )}
      <Disclosure
        heading={t('policies.details.show')}
        expandLabel={t('policies.details.showOf', { name })}
        collapseLabel={t('policies.details.hideOf', { name })}
      >
        <PolicyDetails policy={policy} />
      </Disclosure>
    </li>
  );
}
