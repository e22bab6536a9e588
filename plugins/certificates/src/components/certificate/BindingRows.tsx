import { Badge, Button, Text } from '@backstage/ui';
import {
  BindingUsage,
  VirtualServerUsage,
} from '@cmt/backstage-plugin-certificates-common';
import { useState } from 'react';
import { useCertificatesTranslation } from '../../translation';
import { ServedResult } from './ServedResult';
import { addressText, sortedVirtualServers } from './usage';
import classes from './UsageSection.module.css';

const FEW = 8;

/** The rows of one profile: one per virtual server that uses it. */
export function BindingRows(props: {
  binding: BindingUsage;
  certificateId: string;
}) {
  const { binding, certificateId } = props;
  const { t } = useCertificatesTranslation();
  const [showsAll, setShowsAll] = useState(false);
  const sorted = sortedVirtualServers(binding);
  const shown = showsAll ? sorted : sorted.slice(0, FEW);
  const hidden = sorted.length - shown.length;
  const rowCount = Math.max(1, shown.length) + (hidden ? 1 : 0);

  return (
    <tbody>
      <tr>
        <th scope="rowgroup" rowSpan={rowCount}>
          <ProfileCell binding={binding} />
        </th>
        {shown.length > 0 ? (
          <VirtualServerCells
            virtualServer={shown[0]}
            certificateId={certificateId}
          />
        ) : (
          <td colSpan={3}>
            <Text color="secondary">{t('certificate.usage.notBound')}</Text>
          </td>
        )}
      </tr>
      {shown.slice(1).map(virtualServer => (
        <tr key={virtualServer.fullPath}>
          <VirtualServerCells
            virtualServer={virtualServer}
            certificateId={certificateId}
          />
        </tr>
      ))}
      {hidden > 0 && (
        <tr>
          <td colSpan={3}>
            <Button
              size="small"
              variant="tertiary"
              onPress={() => setShowsAll(true)}
            >
              {t('certificate.usage.showMore', { count: hidden })}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function ProfileCell(props: { binding: BindingUsage }) {
  const { binding } = props;
  const { t } = useCertificatesTranslation();
  const sni = [
    binding.serverName &&
      t('certificate.usage.sni', { name: binding.serverName }),
    binding.sniDefault && t('certificate.usage.sniDefault'),
  ].filter(Boolean);
  return (
    <span className={classes.stack}>
      <span className={classes.path}>{binding.profile}</span>
      <Text variant="body-small" color="secondary">
        {t(`certificate.usage.side.${binding.side}`)},{' '}
        {t(`certificate.usage.role.${binding.role}`)}
      </Text>
      {sni.length > 0 && (
        <Text variant="body-small" color="secondary">
          {sni.join(', ')}
        </Text>
      )}
      {binding.inheritedFrom && (
        <Text variant="body-small" color="secondary">
          {t('certificate.usage.inherited', { profile: binding.inheritedFrom })}
        </Text>
      )}
    </span>
  );
}

function VirtualServerCells(props: {
  virtualServer: VirtualServerUsage;
  certificateId: string;
}) {
  const { virtualServer, certificateId } = props;
  const { t } = useCertificatesTranslation();
  return (
    <>
      <td>
        <span className={classes.stack}>
          <span className={classes.path}>{virtualServer.fullPath}</span>
          {!virtualServer.enabled && (
            <Badge size="small">{t('certificate.usage.disabled')}</Badge>
          )}
        </span>
      </td>
      <td>
        <span className={classes.stack}>
          <span>
            {addressText(virtualServer) ?? t('certificate.usage.noAddress')}
          </span>
          {virtualServer.routeDomain ? (
            <Text variant="body-small" color="secondary">
              {t('certificate.usage.routeDomain', {
                id: String(virtualServer.routeDomain),
              })}
            </Text>
          ) : null}
        </span>
      </td>
      <td>
        <div className={classes.stack}>
          {virtualServer.served.length === 0 && (
            <Text color="secondary">{t('certificate.served.not-checked')}</Text>
          )}
          {virtualServer.served.map((served, index) => (
            <ServedResult
              key={index}
              served={served}
              certificateId={certificateId}
            />
          ))}
        </div>
      </td>
    </>
  );
}
