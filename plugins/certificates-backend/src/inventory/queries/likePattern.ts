/**
 * Pattern for `like … escape '\\'` that finds a text anywhere, whatever
 * characters it holds.
 *
 * @internal
 */
export function likePattern(text: string): string {
  return `%${escapeLike(text)}%`;
}

/** A text as it stands for itself within a pattern. @internal */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
