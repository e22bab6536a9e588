import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useRequest } from '../../hooks';

/**
 * Entity refs of the signed-in user and the groups that own things for them;
 * `undefined` until they are known, empty for somebody without an identity.
 */
export function useMyRefs(): string[] | undefined {
  const identity = useApi(identityApiRef);
  const { value, error } = useRequest('identity', async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    return ownershipEntityRefs;
  });
  return error ? [] : value;
}
