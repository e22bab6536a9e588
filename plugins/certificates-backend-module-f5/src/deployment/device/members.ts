import { DeploymentUnit } from '@cmt/backstage-plugin-certificates-common';
import { DeploymentError } from '@cmt/backstage-plugin-certificates-node';
import { IControlSession } from '../../client/session';
import { F5Device } from '../../config/types';
import { ClusterDevice } from '../../scan/facts';
import { toDeploymentError } from '../errors';
import { Cluster, readCluster, readClusterDevices } from '../reading/cluster';
import { AdministratorSessions } from './sessions';

/** One device of a unit, as it sees itself and the others. */
export interface Member {
  device: F5Device;
  /** Ends with the step. */
  session: IControlSession;
  /** Outlives the step, for cleaning up. */
  root: IControlSession;
  /** As the trust domain knows it; `null` on old versions that stand alone. */
  self: ClusterDevice | null;
  devices: ClusterDevice[];
  active: boolean;
}

/** The devices of a unit, for the length of one step. */
export class Members {
  readonly unit: DeploymentUnit;
  readonly reached: readonly Member[];
  readonly unreached: readonly DeploymentError[];
  readonly #cluster: Promise<Cluster | null>[] = [];

  constructor(
    unit: DeploymentUnit,
    reached: Member[],
    unreached: DeploymentError[],
  ) {
    this.unit = unit;
    this.reached = reached;
    this.unreached = unreached;
  }

  /**
   * The member that carries the traffic. Where each of several traffic groups is
   * active elsewhere, the first of them by name: all have the same configuration.
   *
   * @throws DeploymentError of code `no-active-member`
   */
  active(): Member {
    const active = this.reached.find(member => member.active);
    if (active) {
      return active;
    }
    if (this.unreached.length > 0 && this.reached.length === 0) {
      throw this.unreached[0];
    }
    const carrier = this.reached
      .flatMap(({ devices }) => devices)
      .find(({ failoverState }) => failoverState === 'active');
    throw new DeploymentError({
      code: 'no-active-member',
      device: this.unit.devices[0],
      message: `No active member of ${this.unit.name} could be reached${
        carrier ? `; ${carrier.hostname} says that it is active` : ''
      }`,
      cause:
        this.unreached[0]?.message ??
        'A failover is under way, all members are offline, or the active one is not configured here.',
      remedy: carrier
        ? `Check that ${carrier.hostname} is in certificates.f5.devices and can be reached, then try again.`
        : 'Wait for the failover to end, or bring a member back, then try again.',
      retryable: true,
    });
  }

  /** All members. @throws DeploymentError when one of them was not reached */
  all(): readonly Member[] {
    if (this.unreached.length > 0) {
      throw this.unreached[0];
    }
    return this.reached;
  }

  /** The sync-failover group of the unit; `null` for a device alone. */
  cluster(member: Member): Promise<Cluster | null> {
    this.#cluster[0] ??= readCluster(member.session, member.devices);
    return this.#cluster[0];
  }
}

/**
 * Runs a step with the devices of a unit, each in its administrator's session,
 * and turns whatever goes wrong into a `DeploymentError`.
 *
 * @param over - the run ends with this step: log out afterwards
 */
export async function withMembers<T>(
  options: {
    unit: DeploymentUnit;
    devices: ReadonlyMap<string, F5Device>;
    sessions: AdministratorSessions;
    signal: AbortSignal;
    over?: boolean;
  },
  step: (members: Members) => Promise<T>,
): Promise<T> {
  const { unit, devices, sessions, signal, over } = options;
  const configured = unit.devices.map(name => {
    const device = devices.get(name);
    if (!device) {
      throw new DeploymentError({
        code: 'config',
        device: name,
        message: `BIG-IP ${name} is not configured`,
        remedy: 'Add it to certificates.f5.devices, or enable it there.',
      });
    }
    return device;
  });
  const taken: (() => Promise<void>)[] = [];
  const reached: Member[] = [];
  const unreached: DeploymentError[] = [];
  let current = configured[0];
  try {
    signal.throwIfAborted();
    await Promise.all(
      configured.map(async device => {
        try {
          const { session, giveBack } = await sessions.take(device);
          taken.push(() => giveBack({ over }));
          reached.push(
            await toMember(device, session, signal, configured.length),
          );
        } catch (error) {
          unreached.push(toDeploymentError(error, device));
        }
      }),
    );
    signal.throwIfAborted();
    const fatal = unreached.find(({ retryable }) => !retryable);
    if (fatal) {
      throw fatal;
    }
    reached.sort((a, b) => (a.device.name < b.device.name ? -1 : 1));
    current = reached.find(member => member.active)?.device ?? current;
    return await step(new Members(unit, reached, unreached));
  } catch (error) {
    if (signal.aborted && !DeploymentError.is(error)) {
      throw cancelled(current);
    }
    throw toDeploymentError(error, current);
  } finally {
    await Promise.all(taken.map(giveBack => giveBack()));
  }
}

async function toMember(
  device: F5Device,
  root: IControlSession,
  signal: AbortSignal,
  size: number,
): Promise<Member> {
  const session = root.within(signal);
  const devices = await readClusterDevices(session);
  const self = devices.find(candidate => candidate.self) ?? null;
  const alone = size === 1 && devices.length < 2;
  return {
    device,
    session,
    root,
    self,
    devices,
    active: alone || self?.failoverState === 'active',
  };
}

function cancelled(device: F5Device): DeploymentError {
  return new DeploymentError({
    code: 'cancelled',
    device: device.name,
    message: `BIG-IP ${device.name}: the step was stopped`,
    remedy: 'Nothing is wrong: it is continued elsewhere or later.',
    retryable: true,
  });
}
