import { isIP } from 'node:net';
import { splitFullPath } from './paths';

/** A virtual server's destination, taken apart. */
export interface Destination {
  /** Full path of the virtual address; missing for internal virtual servers. */
  fullPath?: string;
  /** Address or name, without route domain. */
  address: string;
  routeDomain?: number;
  /** Zero for any. */
  port: number;
}

/**
 * Reads `/Common/10.1.1.1%2:443`, `/Common/2001:db8::1.443`, `/Common/any:80`,
 * `/Common/name:443` and `0.0.0.0:0`. An IPv6 address has a dot before the port.
 */
export function parseDestination(destination: string): Destination {
  const { name } = splitFullPath(destination);
  const separator = (name.match(/:/g)?.length ?? 0) > 1 ? '.' : ':';
  // `any6.80` has the dot although it holds no colon.
  const at = Math.max(
    name.lastIndexOf(separator),
    name.startsWith('any6') ? name.lastIndexOf('.') : -1,
  );
  const host = at < 0 ? name : name.slice(0, at);
  const port = at < 0 ? '0' : name.slice(at + 1);
  const [address, routeDomain] = host.split('%');
  return {
    ...(destination.startsWith('/') && {
      fullPath: destination.slice(0, destination.length - name.length) + host,
    }),
    address,
    ...(routeDomain !== undefined && { routeDomain: Number(routeDomain) }),
    port: /^\d+$/.test(port) ? Number(port) : 0,
  };
}

/** Whether the destination is an IPv6 address. */
export function isIpv6(destination: Destination): boolean {
  return destination.address === 'any6' || isIP(destination.address) === 6;
}

/** The virtual address that a virtual server brings along. */
export function virtualAddressOf(
  destination: string,
): { fullPath: string; address: string } | undefined {
  const parsed = parseDestination(destination);
  const { fullPath, address, routeDomain } = parsed;
  const isAddress = isIP(address) !== 0 || /^any6?$/.test(address);
  if (!fullPath || !isAddress) return undefined;
  return {
    fullPath,
    address: routeDomain === undefined ? address : `${address}%${routeDomain}`,
  };
}
