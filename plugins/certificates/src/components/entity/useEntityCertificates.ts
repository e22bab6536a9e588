import { useApi } from '@backstage/core-plugin-api';
import {
  CertificatePage,
  InventorySummary,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { nextStep } from './nextStep';
import { findRenewedElsewhere } from './renewedElsewhere';

/** The next certificates to end that the card shows. */
export const CARD_ROWS = 5;

/** An expired certificate that nothing uses must not push out one that matters. */
const USED: UsageState[] = ['in-use', 'referenced'];

/** The counts of an entity's certificates and the next of them to end. */
export interface EntityCertificates {
  summary: InventorySummary;
  next: CertificatePage;
  /** Id of the certificate to renew, when other devices have a newer version of it. */
  renewedElsewhere: string | null;
}

/** Loads what an entity's card shows. */
export function useEntityCertificates(entityRef: string) {
  const api = useApi(certificatesApiRef);
  return useRequest(entityRef, async (signal): Promise<EntityCertificates> => {
    const [summary, next] = await Promise.all([
      api.getSummary({ entity: entityRef }, { signal }),
      api.listCertificates(
        {
          entity: entityRef,
          usage: USED,
          sort: 'expires',
          limit: CARD_ROWS,
        },
        { signal },
      ),
    ]);
    const step = nextStep([...summary.attention, ...next.items], {
      now: Date.now(),
      summary,
    });
    const renewedElsewhere = await findRenewedElsewhere(api, step, signal);
    return { summary, next, renewedElsewhere };
  });
}
