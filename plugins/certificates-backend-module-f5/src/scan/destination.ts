import { isIP } from 'node:net';

/** Where a virtual server listens. */
export interface Destination {
  /** IP address without route domain; `null` for a wildcard. */
  address: string | null;
  /** Full path of the virtual address, where the text names one. */
  virtualAddress: string | null;
  /** `null` for a wildcard. */
  port: number | null;
  routeDomain: number | null;
}

const WILDCARDS = new Set(['any', 'any6', '*', '0.0.0.0', '::']);

/** Service names that tmsh prints where REST has numbers. */
const SERVICES: Record<string, number> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  imap: 143,
  ldap: 389,
  https: 443,
  smtps: 465,
  submission: 587,
  ldaps: 636,
  ftps: 990,
  imaps: 993,
  pop3s: 995,
  sip: 5060,
  'sip-tls': 5061,
  'http-alt': 8080,
  webcache: 8080,
  'pcsync-https': 8443,
};

/**
 * Reads a destination in any of its forms: `/Common/10.1.1.1%2:443`,
 * `/Common/2001:db8::1%2.443` (IPv6 has a dot before the port),
 * `/Common/any6.80`, `/Common/web-address:443`, `0.0.0.0:0`, `*:https`.
 */
export function parseDestination(value: string): Destination {
  const partition = /^(\/.*\/)/.exec(value)?.[1] ?? null;
  const { host, service } = splitService(value.slice(partition?.length ?? 0));
  const [bare, domain] = splitRouteDomain(host);
  const isAddress = isIP(bare) !== 0 || WILDCARDS.has(bare);
  return {
    address: isIP(bare) !== 0 && !WILDCARDS.has(bare) ? bare : null,
    virtualAddress:
      isAddress || bare === '' ? null : `${partition ?? '/Common/'}${host}`,
    port: parsePort(service),
    routeDomain: isAddress ? domain : null,
  };
}

/** Reads a port; `null` for a wildcard or an unknown service. */
export function parsePort(service: string | null): number | null {
  if (service === null) {
    return null;
  }
  const port = /^\d+$/.test(service)
    ? Number(service)
    : SERVICES[service.toLowerCase()] ?? 0;
  return port > 0 && port < 65_536 ? port : null;
}

/** `10.1.1.1%2` as address and route domain. */
export function splitRouteDomain(host: string): [string, number | null] {
  const match = /^(.*)%(\d+)$/.exec(host);
  return match ? [match[1], Number(match[2])] : [host, null];
}

function splitService(rest: string): { host: string; service: string | null } {
  const colons = rest.split(':').length - 1;
  // More than one colon is an IPv6 address, and its port follows a dot. A name
  // may hold dots as well, so that a colon, where there is one, comes first.
  const separator = colons === 1 ? rest.indexOf(':') : rest.lastIndexOf('.');
  const tail = rest.slice(separator + 1);
  if (separator < 0 || (colons !== 1 && !endsInPort(rest, separator, tail))) {
    return { host: rest, service: null };
  }
  return { host: rest.slice(0, separator), service: tail };
}

/** Tells `2001:db8::1.443` and `any.80` from addresses and names without a port. */
function endsInPort(rest: string, separator: number, tail: string): boolean {
  const [bare] = splitRouteDomain(rest.slice(0, separator));
  return (
    isIP(bare) === 6 ||
    WILDCARDS.has(bare) ||
    (isIP(splitRouteDomain(rest)[0]) === 0 &&
      (/^\d+$/.test(tail) || tail === 'any' || tail in SERVICES))
  );
}
