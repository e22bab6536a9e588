import { Member, Members } from '../deployment/device/members';
import { readCluster } from '../deployment/reading/cluster';

/**
 * Splits devices into clusters and devices alone, by their sync-failover groups.
 *
 * @returns the parts, by a key that is the same whichever members were named
 * @throws DeploymentError of a device that was not reached, unless it can only be
 * the missing part of a cluster of which another part was; CallError
 */
export async function splitIntoClusters({
  unit,
  reached,
  unreached,
}: Members): Promise<Map<string, Members>> {
  const placed = await Promise.all(
    reached.map(async member => ({
      member,
      cluster: await readCluster(member.session, member.devices),
    })),
  );
  const groups = new Map<string, { peers: number; members: Member[] }>();
  for (const { member, cluster } of placed) {
    const peers = cluster?.members ?? [member.device.name];
    const key = peers.join(' ');
    const group = groups.get(key) ?? { peers: peers.length, members: [] };
    // Alone, it carries the traffic, whatever else it trusts.
    group.members.push(cluster ? member : { ...member, active: true });
    groups.set(key, group);
  }
  const missing = [...groups.values()].reduce(
    (sum, { peers, members }) => sum + peers - members.length,
    0,
  );
  if (unreached.length > missing) {
    throw unreached[0];
  }
  return new Map(
    [...groups].map(([key, { members }]) => {
      const devices = members.map(({ device }) => device.name);
      const part = { ...unit, name: devices.join(', '), devices };
      return [key, new Members(part, members, [])];
    }),
  );
}
