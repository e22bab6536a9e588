import {
  CertificatesDeploymentExtensionPoint,
  CertificateTarget,
} from '@cmt/backstage-plugin-certificates-node';
import { ConfiguredDevice } from '../scanning';

/** Collects the targets that modules add, and tells which one changes a device. */
export class DeploymentTargets implements CertificatesDeploymentExtensionPoint {
  readonly #targets = new Map<string, CertificateTarget>();

  addTarget(target: CertificateTarget): void {
    if (this.#targets.has(target.id)) {
      throw new Error(
        `A deployment target '${target.id}' was added twice; install its module only once`,
      );
    }
    this.#targets.set(target.id, target);
  }

  get(id: string): CertificateTarget | undefined {
    return this.#targets.get(id);
  }

  /**
   * The target that changes all devices of a unit, or why there is none.
   *
   * @param devices - all configured devices by name
   */
  forUnit(
    names: readonly string[],
    devices: ReadonlyMap<string, ConfiguredDevice>,
  ): { target: CertificateTarget } | { reason: string } {
    const sources = new Set<string>();
    for (const name of names) {
      const source = devices.get(name)?.source.id;
      if (!source) {
        return { reason: `Device ${name} is not configured any more` };
      }
      sources.add(source);
    }
    const [id] = sources;
    if (sources.size !== 1) {
      return {
        reason: `${names.join(
          ' and ',
        )} belong to different kinds of devices and cannot be changed as one`,
      };
    }
    const target = this.#targets.get(id);
    if (!target) {
      return {
        reason: `Nothing is installed that can deploy to devices of '${id}'; it can read them only`,
      };
    }
    for (const name of names) {
      const capability = target.capability(name);
      if (!capability.deployable) {
        return { reason: `${name}: ${capability.reason}` };
      }
    }
    return { target };
  }
}
