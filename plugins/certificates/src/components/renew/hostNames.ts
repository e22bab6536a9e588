/** A DNS name (RFC 1035, RFC 5890), with a wildcard as its whole first label (RFC 6125). */
const HOST_NAME =
  /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The names that somebody wrote, one on each line or separated otherwise. */
export function parseNames(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map(name => name.trim().toLowerCase().replace(/\.$/, ''))
    .filter(Boolean);
}

/** What is wrong with the names that somebody wrote; `undefined` for nothing. */
export function namesProblem(
  names: readonly string[],
): { kind: 'none' } | { kind: 'bad' | 'twice'; name: string } | undefined {
  if (!names.length) {
    return { kind: 'none' };
  }
  const bad = names.find(name => name.length > 253 || !HOST_NAME.test(name));
  if (bad) {
    return { kind: 'bad', name: bad };
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice ? { kind: 'twice', name: twice } : undefined;
}
