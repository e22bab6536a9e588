import { TargetPlan } from '@cmt/backstage-plugin-certificates-common';
import { Member, Members } from '../device/members';
import { madeObjects, readObjects } from './objects';

/**
 * The member on which a run goes on: the active one, unless the run has begun on
 * another one before a failover. Two members with changes of their own would be
 * a conflict that only people can solve.
 *
 * @throws DeploymentError, CallError
 */
export async function workerOf(
  members: Members,
  plan: TargetPlan,
): Promise<Member> {
  const active = members.active();
  // Those that were there before the run prove nothing; a reboot may have taken some.
  const marks = madeObjects(plan).filter(({ action }) => action === 'create');
  if (marks.length === 0 || members.reached.length < 2) {
    return active;
  }
  const others = members.reached.filter(member => member !== active);
  for (const member of [active, ...others]) {
    if ((await readObjects(member, marks)).size > 0) {
      return member;
    }
  }
  return active;
}
