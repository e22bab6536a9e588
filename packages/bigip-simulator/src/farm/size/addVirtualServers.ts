import { DeviceConfiguration } from '../../configuration';
import { seededSequence } from '../../pki';
import { profilePath } from './fillDevice';
import { SizeOptions } from './options';
import { Place } from './placeVirtualServers';
import { PARTITIONS } from './vocabulary';

/** Share of virtual servers that choose between two profiles by SNI. */
const SNI_SHARE = 0.05;

/** Adds virtual servers, each with one or two of the generated profiles. */
export async function addVirtualServers(
  device: DeviceConfiguration,
  size: SizeOptions,
  deviceIndex: number,
  place: Place,
): Promise<void> {
  const random = seededSequence(
    size.seed,
    `${device.identity.hostname} virtuals`,
  );
  for (let index = 0; index < size.virtuals; index++) {
    const listen = await place(deviceIndex, index);
    const partition = PARTITIONS[index % PARTITIONS.length];
    const profiles =
      size.profiles === 0
        ? ['/Common/clientssl']
        : [profilePath(index % size.profiles)];
    if (size.profiles > 1 && random() < SNI_SHARE) {
      profiles.push(profilePath((index + 1) % size.profiles));
    }
    device.addVirtualServer({
      fullPath: `/${partition}/vs-${String(index).padStart(5, '0')}-https`,
      destination: `/Common/${listen.host}:${listen.port}`,
      enabled: true,
      ipProtocol: 'tcp',
      profiles: [
        { fullPath: '/Common/tcp', kind: 'tcp', context: 'all' },
        { fullPath: '/Common/http', kind: 'http', context: 'all' },
        ...profiles.map(fullPath => ({
          fullPath,
          kind: 'client-ssl',
          context: 'clientside' as const,
        })),
      ],
      listen,
    });
  }
}
