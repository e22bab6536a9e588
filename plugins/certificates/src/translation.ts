import {
  createTranslationRef,
  TranslationRef,
  useTranslationRef,
} from '@backstage/core-plugin-api/alpha';
import { certificateMessages } from './translations/certificate';
import { dashboardMessages } from './translations/dashboard';
import { deployMessages } from './translations/deploy';
import { deploymentsMessages } from './translations/deployments';
import { devicesMessages } from './translations/devices';
import { entityMessages } from './translations/entity';
import { findingMessages } from './translations/findings';
import { inventoryMessages } from './translations/inventory';
import { authoritiesMessages } from './translations/authorities';
import { campaignsMessages } from './translations/campaigns';
import { forecastMessages } from './translations/forecast';
import { policiesMessages } from './translations/policies';
import { renewMessages } from './translations/renew';
import { renewalsMessages } from './translations/renewals';
import { sharedMessages } from './translations/shared';
import { cleanUpMessages, driftMessages } from './translations/upkeep';

const translationRef = createTranslationRef({
  id: 'plugin.certificates',
  messages: {
    ...sharedMessages,
    finding: findingMessages,
    dashboard: dashboardMessages,
    inventory: inventoryMessages,
    devices: devicesMessages,
    entity: entityMessages,
    certificate: certificateMessages,
    deployments: deploymentsMessages,
    deploy: deployMessages,
    drift: driftMessages,
    cleanUp: cleanUpMessages,
    renewals: renewalsMessages,
    renew: renewMessages,
    policies: policiesMessages,
    authorities: authoritiesMessages,
    forecast: forecastMessages,
    campaigns: campaignsMessages,
  },
});

/** The texts by their keys. */
type CertificatesMessages = typeof translationRef extends TranslationRef<
  string,
  infer Messages
>
  ? Messages
  : never;

/**
 * Every visible text of the plugin, in English. Other languages are added by
 * the app, with a translation resource for this ref.
 *
 * @public
 */
export const certificatesTranslationRef: TranslationRef<
  'plugin.certificates',
  CertificatesMessages
> = translationRef;

/** A key without the ending for one or several: `count` chooses the form. */
type WithoutForm<Key> = Key extends `${infer Base}_${'one' | 'other'}`
  ? Base
  : Key;

/** Names a text of the plugin. */
export type CertificatesTextKey = WithoutForm<keyof CertificatesMessages>;

/**
 * Looks up a text of the plugin. Plainer than the type of the library, which
 * works out anew for each call what each of a thousand texts takes: checking the
 * types took three times as long.
 */
export interface CertificatesTranslator {
  (key: CertificatesTextKey, values?: Record<string, string | number>): string;
  (
    key: CertificatesTextKey,
    values: Record<string, string | number | JSX.Element>,
  ): JSX.Element;
}

/** The plugin's texts in the user's language. */
export function useCertificatesTranslation(): { t: CertificatesTranslator } {
  const { t } = useTranslationRef(certificatesTranslationRef);
  return { t: t as unknown as CertificatesTranslator };
}
