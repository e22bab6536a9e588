import { isError } from '@backstage/errors';
import { z } from 'zod';

const problemSchema = z.union([
  z.string(),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

const errorSchema = z.object({ problems: z.array(problemSchema).min(1) });

/**
 * Everything that the backend says is wrong with an upload: the problems that it
 * lists, else the lines of its message. Empty when it says nothing about the
 * upload, for example because it was not reached.
 */
export function uploadProblems(error: Error): string[] {
  const cause: unknown = Object(error).cause;
  const said = isError(cause) ? cause : error;
  const listed = errorSchema.safeParse(said);
  if (listed.success) {
    return listed.data.problems;
  }
  return said.name === 'InputError'
    ? said.message
        .split('\n')
        .map(line => line.trim())
        .filter(Boolean)
    : [];
}
