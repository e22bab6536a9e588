import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * Writes the position after a row, for `nextCursor`.
 *
 * @internal
 */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Reads a cursor that a caller sent back.
 *
 * @throws InputError when it was not made by {@link encodeCursor} for the same
 *   kind of list
 * @internal
 */
export function decodeCursor<T extends z.ZodType>(
  cursor: string,
  schema: T,
): z.infer<T> {
  try {
    return schema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError(
      'cursor does not belong to this list: send nextCursor of the page before with the same sort and order',
    );
  }
}
