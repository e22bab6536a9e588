import { Badge, Text } from '@backstage/ui';
import {
  InstallationUsage,
  ManagedBy,
} from '@cmt/backstage-plugin-certificates-common';
import { RiFile3Line, RiLockLine } from '@remixicon/react';
import { useCertificatesTranslation } from '../../translation';
import { formatDay, RelativeTime } from '../ui';
import { BindingRows } from './BindingRows';
import classes from './UsageSection.module.css';

/** A version on a device, with the profiles and virtual servers that use it. */
export function InstallationItem(props: {
  installation: InstallationUsage;
  certificateId: string;
  currentVersionId: string | null;
}) {
  const { installation, certificateId, currentVersionId } = props;
  const { t } = useCertificatesTranslation();
  const { bindings, references, removedAt, managedBy } = installation;
  const isOther =
    currentVersionId !== null && installation.versionId !== currentVersionId;
  return (
    <li className={classes.installation} data-removed={Boolean(removedAt)}>
      <div className={classes.line}>
        <RiFile3Line size={18} aria-hidden />
        <span className={classes.path}>{installation.fullPath}</span>
        {!removedAt && (
          <Badge size="small">
            {isOther
              ? t('certificate.usage.olderVersion', {
                  date: installation.notAfter
                    ? formatDay(installation.notAfter)
                    : t('certificate.unknown'),
                })
              : t('certificate.usage.currentVersion')}
          </Badge>
        )}
        {installation.isBundle && (
          <Badge size="small">{t('certificate.usage.bundle')}</Badge>
        )}
        <Text variant="body-small" color="secondary">
          {removedAt ? (
            <RemovedText removedAt={removedAt} />
          ) : (
            t('certificate.usage.installedSince', {
              date: formatDay(installation.firstSeenAt),
            })
          )}
        </Text>
      </div>
      {managedBy && <ManagedNote managedBy={managedBy} />}
      {bindings.length > 0 && (
        <div className={classes.scroll}>
          <table
            className={classes.table}
            aria-label={t('certificate.usage.tableLabel', {
              path: installation.fullPath,
              device: installation.device,
            })}
          >
            <colgroup>
              <col className={classes.profileColumn} />
              <col className={classes.virtualServerColumn} />
              <col className={classes.addressColumn} />
              <col />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">{t('certificate.usage.columns.profile')}</th>
                <th scope="col">
                  {t('certificate.usage.columns.virtualServer')}
                </th>
                <th scope="col">{t('certificate.usage.columns.address')}</th>
                <th scope="col">{t('certificate.usage.columns.served')}</th>
              </tr>
            </thead>
            {bindings.map(binding => (
              <BindingRows
                key={`${binding.profile} ${binding.role} ${binding.entry}`}
                binding={binding}
                certificateId={certificateId}
              />
            ))}
          </table>
        </div>
      )}
      {references.length > 0 && (
        <div>
          <Text color="secondary">{t('certificate.usage.references')}</Text>
          <ul className={classes.list}>
            {references.map((reference, index) => (
              <li key={index} className={classes.path}>
                {t('certificate.usage.reference', { ...reference })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {!removedAt && !bindings.length && !references.length && (
        <Text color="secondary">{t('certificate.usage.unused')}</Text>
      )}
    </li>
  );
}

function RemovedText(props: { removedAt: string }) {
  const { t } = useCertificatesTranslation();
  return t('certificate.usage.removed', {
    ago: <RelativeTime value={props.removedAt} />,
  });
}

function ManagedNote(props: { managedBy: ManagedBy }) {
  const { kind, detail } = props.managedBy;
  const { t } = useCertificatesTranslation();
  return (
    <Text className={classes.managed} variant="body-small">
      <RiLockLine size={16} aria-hidden />
      <span>
        {t(`certificate.usage.managed.${kind}`)}
        {detail && ` (${detail})`}
      </span>
    </Text>
  );
}
