import { splitFullPath, type TmosVersion } from '../../configuration';
import { McpdError } from '../errors';

/**
 * The query of a read: `$select`, `$filter`, `$top`, `$skip`,
 * `expandSubcollections` and `ver`; of a write also `options`. Anything else is
 * ignored but kept in `selfLink`, as a device does.
 */
export interface AnswerQuery {
  /** The query as sent, `ver` left out; part of `selfLink`. */
  kept: string;
  version?: TmosVersion;
  select?: string[];
  partition?: string;
  top?: number;
  skip: number;
  expand: boolean;
  /** Arguments of a write as tmsh takes them: `records add { a { data b } }`. */
  options?: string;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function count(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value))
    throw new McpdError(400, `Invalid value "${value}" for parameter ${name}.`);
  return Number(value);
}

/** @param query everything after `?`, still encoded */
export function parseAnswerQuery(query: string): AnswerQuery {
  const kept: string[] = [];
  const values = new Map<string, string>();
  for (const part of query.split('&').filter(Boolean)) {
    const [name, ...rest] = part.split('=');
    values.set(decode(name), decode(rest.join('=')));
    if (decode(name) !== 'ver') kept.push(part);
  }
  return {
    kept: kept.join('&'),
    version: values.get('ver') || undefined,
    select: values
      .get('$select')
      ?.split(',')
      .map(name => name.trim())
      .filter(Boolean),
    partition: partitionOf(values.get('$filter')),
    // A page of nothing is no page: zero means all.
    top: count('$top', values.get('$top')) || undefined,
    skip: count('$skip', values.get('$skip')) ?? 0,
    expand: values.get('expandSubcollections') === 'true',
    options: values.get('options') || undefined,
  };
}

/** Devices filter by partition only; other expressions do not narrow the list. */
function partitionOf(filter: string | undefined): string | undefined {
  const match = filter
    ?.trim()
    .match(/^partition\s+eq\s+(?:'([^']*)'|"([^"]*)"|(\S+))$/i);
  return match ? match[1] ?? match[2] ?? match[3] : undefined;
}

export function inPartition(fullPath: string, partition: string): boolean {
  return splitFullPath(fullPath).partition === partition;
}

/** Keeps the selected attributes of an answer, in the answer's order. */
export function selected(
  answer: Record<string, unknown>,
  select: string[] | undefined,
): Record<string, unknown> {
  if (!select) return answer;
  return Object.fromEntries(
    Object.entries(answer).filter(([name]) => select.includes(name)),
  );
}
