import { useApi } from '@backstage/core-plugin-api';
import {
  CertificatePage,
  InventorySummary,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { certificatesApiRef } from '../../api';
import { useRequest } from '../../hooks';

/** The next certificates to end that the card shows. */
export const CARD_ROWS = 5;

/** An expired certificate that nothing uses must not push out one that matters. */
const USED: UsageState[] = ['in-use', 'profile-only', 'referenced'];

/** The counts of an entity's certificates and the next of them to end. */
export interface EntityCertificates {
  summary: InventorySummary;
  next: CertificatePage;
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
    return { summary, next };
  });
}
