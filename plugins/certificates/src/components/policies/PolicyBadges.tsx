import { Badge } from '@backstage/ui';
import { Policy } from '@cmt/backstage-plugin-certificates-common';
import { RiFileCodeLine, RiBox3Line, RiPencilLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import classes from './policies.module.css';

const SOURCE_ICONS = {
  config: RiFileCodeLine,
  ui: RiPencilLine,
  default: RiBox3Line,
} satisfies Record<Policy['source'], unknown>;

/** Where a policy is declared, and whether it is switched on. */
export function PolicyBadges(props: { policy: Policy }) {
  const { source, enabled, priority } = props.policy;
  const { t } = useCertificatesTranslation();
  const Icon = SOURCE_ICONS[source];
  return (
    <>
      <span
        className={classes.source}
        title={t(`policies.sourceHint.${source}`)}
      >
        <Icon size={14} aria-hidden />
        {t(`policies.source.${source}`)}
      </span>
      <span className={classes.source}>
        {t('policies.priority', { priority: String(priority) })}
      </span>
      {!enabled && <Badge size="small">{t('policies.disabled')}</Badge>}
    </>
  );
}
