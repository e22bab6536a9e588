import { GenerateFarmOptions, SizeOptions } from './options';

/** Virtual servers per third octet of a loopback address. */
const ADDRESSES_PER_OCTET = 250;

/** Where a virtual server listens, by the numbers of its device and its own. */
export type Place = (
  device: number,
  virtual: number,
) => Promise<{ host: string; port: number }>;

/**
 * Gives each virtual server a loopback address of its own, where the system
 * has more than one, else a port of its own.
 */
export function placeVirtualServers(
  size: SizeOptions,
  { dataPort, place }: GenerateFarmOptions,
): Place {
  if (process.platform !== 'linux' || place) {
    // Elsewhere 127.0.0.1 is the only loopback address: count the ports.
    return async (device, virtual) => {
      const wanted = {
        host: '127.0.0.1',
        port: dataPort + device * size.virtuals + virtual,
      };
      return place ? place(wanted) : wanted;
    };
  }
  return async (device, virtual) => ({
    host: [
      127,
      1 + (device % 250),
      Math.floor(virtual / ADDRESSES_PER_OCTET),
      1 + (virtual % ADDRESSES_PER_OCTET),
    ].join('.'),
    port: dataPort,
  });
}
