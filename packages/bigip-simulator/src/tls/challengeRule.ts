import { DeviceConfiguration, VirtualServer } from '../configuration';

/** Below it CAs look for proofs (RFC 8555 section 8.3). */
export const CHALLENGE_PATH = '/.well-known/acme-challenge/';

/**
 * What makes a rule one that answers challenges: it looks at requests, at this
 * path alone, finds the rest of the path in a data group, and answers itself.
 */
const MARKERS = [
  /\bwhen\s+HTTP_REQUEST\b/,
  /\[HTTP::path\]\s+starts_with\s+"\/\.well-known\/acme-challenge\/"/,
  /\bHTTP::respond\s+200\s+content\b/,
  /\bHTTP::respond\s+404\b/,
];
const MATCHED =
  /\[class\s+match\s+--\s+\$\w+\s+equals\s+(\/[\w.-]+\/[\w./-]+)\]/;
const LOOKED_UP = /\[class\s+lookup\s+\$\w+\s+(\/[\w.-]+\/[\w./-]+)\]/;

/**
 * The data group from which a rule answers challenges.
 *
 * @param rule - TCL
 * @returns nothing when the rule does something else
 */
export function challengeGroupOf(rule: string): string | undefined {
  const code = rule.replace(/^\s*#.*$/gm, '');
  const matched = MATCHED.exec(code)?.[1];
  const lookedUp = LOOKED_UP.exec(code)?.[1];
  return matched === lookedUp && MARKERS.every(marker => marker.test(code))
    ? matched
    : undefined;
}

/** The data group of the first rule of a virtual server that answers challenges. */
export function challengeGroup(
  configuration: DeviceConfiguration,
  { rules = [] }: VirtualServer,
): string | undefined {
  return rules
    .map(rule => configuration.opaqueObjects('ltm/rule').get(rule))
    .map(rule => challengeGroupOf(String(rule?.attributes.apiAnonymous ?? '')))
    .find(group => group !== undefined);
}

/**
 * The proof that a data group holds for a token, at this moment.
 *
 * @returns nothing when the group or the record is not there
 */
export function proofOf(
  configuration: DeviceConfiguration,
  group: string,
  token: string,
): string | undefined {
  const records = configuration
    .opaqueObjects('ltm/data-group/internal')
    .get(group)?.attributes.records;
  if (!Array.isArray(records)) return undefined;
  const record = records.find(
    (candidate: { name?: unknown }) => candidate.name === token,
  ) as { data?: unknown } | undefined;
  return record && String(record.data ?? '');
}
