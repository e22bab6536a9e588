/** What the choice among the client-ssl profiles of a virtual server looks at. */
export interface SniCandidate {
  /** Host name or wildcard (`*.example.com`) that selects it. */
  serverName?: string;
  /** Serves clients whose name matches nothing. */
  sniDefault: boolean;
  /** As default: refuses clients that send no name or an unknown one. */
  sniRequire: boolean;
}

/**
 * Chooses the profile for a client as TMOS does: the exact server name, else a
 * wildcard for one left-most label, else the default profile, which may refuse.
 * A single profile needs no mark to be the default.
 *
 * @param serverName - the name in the client's hello, if there is one
 * @returns `undefined` when the client is refused
 */
export function selectProfile<T extends SniCandidate>(
  candidates: readonly T[],
  serverName: string | undefined,
): T | undefined {
  const wanted = serverName?.toLowerCase().replace(/\.$/, '');
  if (wanted) {
    const suffix = wanted.replace(/^[^.]+/, '*');
    const match =
      candidates.find(c => c.serverName?.toLowerCase() === wanted) ??
      candidates.find(c => c.serverName?.toLowerCase() === suffix);
    if (match) {
      return match;
    }
  }
  const fallback = candidates.find(c => c.sniDefault) ?? candidates[0];
  return fallback?.sniRequire ? undefined : fallback;
}
