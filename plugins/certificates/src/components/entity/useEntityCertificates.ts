import { useApi } from '@backstage/core-plugin-api';
import {
  CertificatePage,
  InventorySummary,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef, certificatesDeploymentsApiRef } from '../../api';
import { useRequest } from '../../hooks';
import { nextStep } from './nextStep';
import { findRenewal, KnownRenewal } from './renewedElsewhere';

/** The next certificates to end that the card shows. */
export const CARD_ROWS = 5;

/** An expired certificate that nothing uses must not push out one that matters. */
const USED: UsageState[] = ['in-use', 'referenced'];

/** The counts of an entity's certificates and the next of them to end. */
export interface EntityCertificates {
  summary: InventorySummary;
  next: CertificatePage;
  /** Where the renewal is that the next step asks for, when there is one already. */
  renewal: KnownRenewal;
}

/** Loads what an entity's card shows. */
export function useEntityCertificates(entityRef: string) {
  const api = useApi(certificatesApiRef);
  const deployments = useApi(certificatesDeploymentsApiRef);
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
    const renewal = await findRenewal(
      { certificates: api, deployments },
      step,
      signal,
    );
    return { summary, next, renewal };
  });
}
