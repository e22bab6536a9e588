/**
 * Pattern for `like … escape '\\'` that finds a text anywhere, whatever
 * characters it holds.
 *
 * @internal
 */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
