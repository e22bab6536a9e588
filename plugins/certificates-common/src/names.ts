/**
 * Normalises one subject alternative name or common name for comparison:
 * trimmed, lower case, without the root dot. IPv6 brackets are removed.
 *
 * @public
 */
export function normalizeName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/**
 * Normalises a set of names: unique and sorted, so that equal sets compare equal.
 *
 * @public
 */
export function normalizeNames(names: Iterable<string>): string[] {
  return [...new Set([...names].map(normalizeName).filter(Boolean))].sort();
}

/**
 * Picks the name to show for a certificate: the shortest one that is no
 * wildcard, else the shortest. Deterministic for equal sets.
 *
 * @public
 */
export function primaryName(names: readonly string[]): string | undefined {
  const byLength = [...names].sort(
    (a, b) => a.length - b.length || a.localeCompare(b, 'en'),
  );
  return byLength.find(n => !n.startsWith('*.')) ?? byLength[0];
}

/**
 * Whether a certificate name covers a host name (RFC 9525 section 6.3): a
 * wildcard stands for exactly one left-most label.
 *
 * @public
 */
export function nameCovers(certificateName: string, host: string): boolean {
  const pattern = normalizeName(certificateName);
  const candidate = normalizeName(host);
  if (!pattern.startsWith('*.')) {
    return pattern === candidate;
  }
  const dot = candidate.indexOf('.');
  return dot > 0 && candidate.slice(dot + 1) === pattern.slice(2);
}

/**
 * Names that say nothing about a service; certificates that carry only these
 * are kept apart per device.
 *
 * @public
 */
export function isMeaninglessName(name: string): boolean {
  const normalized = normalizeName(name);
  return (
    normalized === 'localhost' ||
    normalized.endsWith('.localdomain') ||
    normalized === 'support.f5.com'
  );
}
