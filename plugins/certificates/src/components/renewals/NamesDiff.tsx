import { Badge, Text } from '@backstage/ui';
import { RiAddLine, RiCloseLine, RiSubtractLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { HostName, ShowMore } from '../ui';
import classes from './renewals.module.css';

const SHOWN = 12;

const ICONS = {
  lost: RiCloseLine,
  added: RiAddLine,
  kept: RiSubtractLine,
} as const;

/** The names of a new version against those of the one that it replaces. */
export function NamesDiff(props: {
  names: readonly string[];
  lost: readonly string[];
  added: readonly string[];
}) {
  const { names, lost, added } = props;
  const { t } = useCertificatesTranslation();
  const rows = [
    ...lost.map(name => ({ name, change: 'lost' as const })),
    ...added.map(name => ({ name, change: 'added' as const })),
    ...names
      .filter(name => !added.includes(name))
      .map(name => ({ name, change: 'kept' as const })),
  ];
  return (
    <ShowMore
      items={rows}
      limit={SHOWN}
      label={t('renewals.names.showAll', { total: String(rows.length) })}
    >
      {shown => (
        <ul className={classes.names} aria-label={t('renewals.names.title')}>
          {shown.map(({ name, change }) => {
            const Icon = ICONS[change];
            return (
              <li
                key={`${change} ${name}`}
                className={classes.name}
                data-change={change}
              >
                <Icon size={14} aria-hidden />
                <Text>
                  <HostName name={name} />
                </Text>
                {change !== 'kept' && (
                  <Badge size="small">{t(`renewals.names.${change}`)}</Badge>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </ShowMore>
  );
}
