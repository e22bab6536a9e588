import { UserInfoService } from '@backstage/backend-plugin-api';
import { Actor } from '../renewal';
import { callerName, userOf } from '../service/caller';
import { CallerOptions } from '../service/types';

/**
 * Who asks, with everything that they are a member of. A service is a member of
 * nothing: it can begin, but never agree.
 */
export async function actorOf(
  caller: CallerOptions,
  userInfo: UserInfoService,
): Promise<Actor> {
  if (userOf(caller) === null) {
    return { ref: callerName(caller), ownershipRefs: [] };
  }
  const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
    caller.credentials,
  );
  return {
    ref: userEntityRef,
    ownershipRefs: [...new Set([userEntityRef, ...ownershipEntityRefs])],
  };
}
