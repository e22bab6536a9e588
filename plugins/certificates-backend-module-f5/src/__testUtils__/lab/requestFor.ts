import { X509Certificate } from 'node:crypto';
import { TargetPlanRequest } from '@cmt/backstage-plugin-certificates-node';
import { fingerprintOf } from './fingerprintOf';
import { Lab } from './startLab';
import { NewVersion } from './versions';

/** A request for everything that uses these certificates of the lab. */
export function requestFor(
  lab: Pick<Lab, 'devices' | 'unit'>,
  paths: string[],
  version: NewVersion,
  more: Partial<TargetPlanRequest> = {},
): TargetPlanRequest {
  return {
    unit: lab.unit,
    baseName: version.material.names[0].replace('*', 'wildcard'),
    material: version.material,
    replaces: paths.map(path => ({
      fullPath: `${path}.crt`,
      fingerprint: fingerprintOf(
        new X509Certificate(
          lab.devices[0].configuration.certificateFiles.get(
            `${path}.crt`,
          )!.content,
        ),
      ),
    })),
    restorable: [],
    ...more,
  };
}
