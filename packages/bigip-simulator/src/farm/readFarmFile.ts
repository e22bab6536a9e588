import { readFile } from 'node:fs/promises';
import { Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { checkReferences } from './checkReferences';
import { FarmFileError, FarmProblem } from './FarmFileError';
import { FarmDefinition, farmSchema } from './schema';

/**
 * Reads and checks a farm file.
 *
 * @throws FarmFileError with the line and key of every problem
 */
export async function readFarmFile(file: string): Promise<FarmDefinition> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new FarmFileError(file, [
      { path: [], message: `cannot be read: ${String(error)}` },
    ]);
  }
  return parseFarm(text, file);
}

/** As {@link readFarmFile}, for a text that is at hand. */
export function parseFarm(text: string, file: string): FarmDefinition {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    throw new FarmFileError(
      file,
      document.errors.map(error => ({
        path: [],
        message: error.message.split('\n')[0],
        line: error.linePos?.[0].line,
        column: error.linePos?.[0].col,
      })),
    );
  }

  const parsed = farmSchema.safeParse(document.toJS());
  const problems: FarmProblem[] = parsed.success
    ? checkReferences(parsed.data)
    : parsed.error.issues.flatMap(flattenIssue);
  if (!parsed.success || problems.length > 0) {
    throw new FarmFileError(
      file,
      problems.map(problem => ({
        ...problem,
        ...locate(document, lines, problem.path),
      })),
    );
  }
  return parsed.data;
}

/** A key too many is a problem of that key, not of the object around it. */
function flattenIssue(issue: z.core.$ZodIssue): FarmProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({
      path: [...issue.path, key],
      message: 'there is no such key',
    }));
  }
  return [{ path: issue.path, message: issue.message }];
}

/** The place of the innermost node on the path that is in the file. */
function locate(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): { line?: number; column?: number } {
  for (let length = path.length; length >= 0; length--) {
    const node =
      length === 0
        ? document.contents
        : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return { line, column: col };
    }
  }
  return {};
}
