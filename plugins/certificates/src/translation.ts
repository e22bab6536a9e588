import {
  createTranslationRef,
  TranslationFunction,
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

/** Looks up a text of the plugin. */
export type CertificatesTranslator = TranslationFunction<CertificatesMessages>;

/** The plugin's texts in the user's language. */
export function useCertificatesTranslation(): { t: CertificatesTranslator } {
  return useTranslationRef(certificatesTranslationRef);
}
