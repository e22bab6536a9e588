import { GenerateFarmOptions, SizeOptions } from './options';

/** Values of one octet that are used: 0 to 249, or 1 to 250. */
const OCTET_VALUES = 250;
const MAX_PORT = 65_535;

/** Where a virtual server listens, by the numbers of its device and its own. */
export type Place = (
  device: number,
  virtual: number,
) => Promise<{ host: string; port: number }>;

/**
 * Gives each virtual server a loopback address of its own (127.1.0.1 up), where
 * the system has more than one, else a port of its own.
 *
 * @throws Error when there are not enough addresses or ports
 */
export function placeVirtualServers(
  size: SizeOptions,
  { dataPort, place }: GenerateFarmOptions,
): Place {
  return process.platform === 'linux' && !place
    ? ownAddresses(size, dataPort)
    : ownPorts(size, dataPort, place);
}

function ownAddresses(size: SizeOptions, port: number): Place {
  const networks = Math.ceil(size.virtuals / OCTET_VALUES);
  if (size.devices * networks > OCTET_VALUES * OCTET_VALUES) {
    throw new Error(
      `There are not enough loopback addresses for ${size.devices} devices with ${size.virtuals} virtual servers each`,
    );
  }
  return async (device, virtual) => {
    const network = device * networks + Math.floor(virtual / OCTET_VALUES);
    return {
      host: [
        127,
        1 + Math.floor(network / OCTET_VALUES),
        network % OCTET_VALUES,
        1 + (virtual % OCTET_VALUES),
      ].join('.'),
      port,
    };
  };
}

function ownPorts(
  size: SizeOptions,
  firstPort: number,
  place: GenerateFarmOptions['place'] = async wanted => wanted,
): Place {
  const lastPort = firstPort + size.devices * size.virtuals - 1;
  if (lastPort > MAX_PORT) {
    throw new Error(
      `Virtual servers would need ports up to ${lastPort}: this system has one loopback address only; ask for fewer virtual servers`,
    );
  }
  return (device, virtual) =>
    place({
      host: '127.0.0.1',
      port: firstPort + device * size.virtuals + virtual,
    });
}
