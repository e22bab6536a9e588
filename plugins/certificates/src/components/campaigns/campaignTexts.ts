import { CampaignSelection } from '@cmt/backstage-plugin-certificates-common';
import { CertificatesTranslator } from '../../translation';
import { shortEntityRef } from '../inventory/useFilterLabels';
import { formatDay } from '../ui';

const LISTS = ['issuers', 'names', 'devices', 'environments'] as const;

/** Which certificates a campaign replaces, one text for each condition. */
export function selectionTexts(
  t: CertificatesTranslator,
  selection: CampaignSelection,
): string[] {
  const { keyTypes, keyBelow, owners, expiresBefore, publicKeyFingerprint } =
    selection;
  return [
    ...LISTS.map(
      field =>
        selection[field]?.length &&
        t(`campaigns.selection.${field}`, {
          values: selection[field].join(', '),
        }),
    ),
    owners?.length &&
      t('campaigns.selection.owners', {
        values: owners.map(shortEntityRef).join(', '),
      }),
    keyTypes?.length &&
      t('campaigns.selection.keyTypes', {
        values: keyTypes.map(type => t(`keyType.${type}`)).join(', '),
      }),
    keyBelow && t('campaigns.selection.keyBelow', { bits: String(keyBelow) }),
    expiresBefore &&
      t('campaigns.selection.expiresBefore', { day: formatDay(expiresBefore) }),
    publicKeyFingerprint &&
      t('campaigns.selection.publicKeyFingerprint', {
        value: `${publicKeyFingerprint.slice(0, 16)}…`,
      }),
  ].filter(text => typeof text === 'string');
}
