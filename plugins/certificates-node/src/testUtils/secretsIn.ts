import { inspect } from 'node:util';

/** Those of the secrets that can be found somewhere in a value. */
export function secretsIn(value: unknown, secrets: string[]): string[] {
  const text = inspect(value, {
    depth: Infinity,
    maxArrayLength: null,
    maxStringLength: null,
    showHidden: true,
  });
  return secrets.filter(secret => secret !== '' && text.includes(secret));
}
