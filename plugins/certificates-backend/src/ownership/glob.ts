/**
 * Compiles patterns in which `*` stands for any text and `?` for one character.
 * Letters match in either case. Everything else is literal, so that `*.shop.com`
 * also matches the wildcard name `*.shop.com`.
 */
export function compileGlobs(
  patterns: readonly string[],
): (text: string) => boolean {
  const expressions = patterns.map(
    pattern =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          // Runs of stars mean the same as one and would backtrack for ever.
          .replace(/\*+/g, '.*')
          .replace(/\?/g, '.')}$`,
        'i',
      ),
  );
  return text => expressions.some(expression => expression.test(text));
}
