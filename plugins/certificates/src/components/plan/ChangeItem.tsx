import { Badge, Text } from '@backstage/ui';
import {
  BindingValue,
  PlannedChange,
} from '@cmt/backstage-plugin-certificates-common';
import { ReactNode } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { Fingerprint, ShowMore } from '../ui';
import classes from './plan.module.css';

const SHOWN = 6;
const FIELDS = ['certificate', 'key', 'chain', 'fingerprint'] as const;

function Value(props: {
  value: BindingValue;
  field: (typeof FIELDS)[number];
  className: string;
}) {
  const { value, field, className } = props;
  const { t } = useCertificatesTranslation();
  const text = value[field];
  let content: ReactNode = text;
  if (!text) {
    content = t('deploy.plan.none');
  } else if (field === 'fingerprint') {
    content = <Fingerprint value={text} />;
  }
  return (
    <span className={`${className} ${text ? classes.path : ''}`}>
      {content}
    </span>
  );
}

function Diff(props: { change: PlannedChange }) {
  const { before, after, profile } = props.change;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={profile}>
        <thead>
          <tr>
            <td className={classes.fieldColumn} />
            <th scope="col">{t('deploy.plan.before')}</th>
            <th scope="col">{t('deploy.plan.after')}</th>
          </tr>
        </thead>
        <tbody>
          {FIELDS.map((field, index) => (
            <tr
              key={field}
              data-changed={!before || before[field] !== after[field]}
            >
              <th scope="row">{t(`deploy.plan.${field}`)}</th>
              {before ? (
                <td>
                  <Value value={before} field={field} className={classes.old} />
                </td>
              ) : (
                index === 0 && (
                  <td rowSpan={FIELDS.length}>
                    <Text color="secondary">{t('deploy.plan.newBinding')}</Text>
                  </td>
                )
              )}
              <td>
                <Value value={after} field={field} className={classes.new} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Paths(props: { title: string; paths: readonly string[] }) {
  const { title, paths } = props;
  const { t } = useCertificatesTranslation();
  return (
    <div className={classes.line}>
      <Text variant="body-small" color="secondary">
        {title}:
      </Text>
      <ShowMore
        items={paths}
        limit={SHOWN}
        label={t('deploy.plan.showAll', { total: String(paths.length) })}
      >
        {shown =>
          shown.map(path => (
            <span key={path} className={classes.path}>
              {path}
            </span>
          ))
        }
      </ShowMore>
    </div>
  );
}

/** What happens to one entry of one SSL profile, and why in this way. */
export function ChangeItem(props: { change: PlannedChange }) {
  const { change } = props;
  const { create } = change;
  const { t } = useCertificatesTranslation();
  return (
    <li className={classes.change}>
      <div className={classes.line}>
        <Text weight="bold" className={classes.path}>
          {change.profile}
        </Text>
        {change.entry && (
          <Text color="secondary">
            {t('deploy.plan.entry', { entry: change.entry })}
          </Text>
        )}
        {change.side === 'server' && (
          <Text color="secondary">{t('deploy.targets.server')}</Text>
        )}
        <Badge size="small">
          {t(`deploy.plan.strategy.${change.strategy}`)}
        </Badge>
      </div>
      <Text variant="body-small" color="secondary">
        {change.reason}
      </Text>
      {create && (
        <Text variant="body-small">
          {[
            t('deploy.plan.parent', { parent: create.parent }),
            create.serverName &&
              t('deploy.plan.forName', { name: create.serverName }),
            create.sniDefault && t('deploy.plan.sniDefault'),
          ]
            .filter(Boolean)
            .join(', ')}
        </Text>
      )}
      <Diff change={change} />
      {change.inheritedBy.length > 0 && (
        <Paths
          title={t('deploy.plan.inheritedBy')}
          paths={change.inheritedBy}
        />
      )}
      {change.virtualServers.length ? (
        <Paths
          title={t('deploy.plan.virtualServers')}
          paths={change.virtualServers}
        />
      ) : (
        <Text variant="body-small" color="secondary">
          {t('deploy.plan.noVirtualServers')}
        </Text>
      )}
    </li>
  );
}
