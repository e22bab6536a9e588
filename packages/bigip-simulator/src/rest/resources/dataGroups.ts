import type { OpaqueObject } from '../../configuration';
import { McpdError } from '../errors';
import { AnswerContext, Attributes, Collection } from '../model/Resource';
import { text } from '../write/bodies';
import { opaqueCollection } from './opaque';
import { opaqueWrites } from './opaqueWrites';

const PATH = 'ltm/data-group/internal';
const LABEL = 'value list';
const TYPES = ['integer', 'ip', 'string'];

/** An entry of a data group: a key, and what is looked up by it. */
export interface DataGroupRecord {
  name: string;
  data: string;
}

const generic = opaqueCollection(PATH);
const writes = opaqueWrites(PATH, LABEL)!;

/**
 * Internal data groups. A `records` list takes the place of the whole list;
 * single records are changed by `options` in the query, with an empty body (F5
 * DevCentral, "Working with subsets of data-group records via iControl REST").
 *
 * Assumptions, since no recording shows them: the errors for records that are
 * there already or not at all, and that `options` works in every version.
 */
export const dataGroupResource: Collection = {
  ...generic,
  label: LABEL,
  attributes: (object, context) => {
    const { records: _, ...rest } = generic.attributes(object, context);
    const records = recordsOf(object as OpaqueObject);
    return {
      ...rest,
      ...(records.length > 0 && {
        records: records.map(record => written(record, context)),
      }),
    };
  },
  writes: {
    check(body, method) {
      const type = text(body, 'type');
      if (method === 'POST' && type === undefined)
        throw McpdError.schema(
          'one or more properties must be specified: type',
        );
      if (type !== undefined && !TYPES.includes(type))
        throw McpdError.schema(`invalid property value "type":"${type}"`);
      readRecords(body);
    },
    create: (fullPath, body, context) =>
      writes.create!(fullPath, normal(body), context),
    modify: (object, body, context, method) => {
      const group = object as OpaqueObject;
      const type = text(body, 'type');
      if (type !== undefined && type !== group.attributes.type)
        throw McpdError.schema(
          '"type" may not be changed: records of another type would be left',
        );
      writes.modify!(group, normal(body), context, method);
    },
    remove: (object, context) =>
      writes.remove!(object as OpaqueObject, context),
    withOptions: (object, body, options) => ({
      ...body,
      records: withCommand(object as OpaqueObject, options),
    }),
  },
};

/** The records of a data group, as they are kept. */
export function recordsOf({
  attributes,
}: Pick<OpaqueObject, 'attributes'>): DataGroupRecord[] {
  return readRecords(attributes) ?? [];
}

/** Old versions leave out what is empty. */
function written(
  { name, data }: DataGroupRecord,
  { version }: AnswerContext,
): Attributes {
  return { name, ...((data !== '' || version.atLeast('12.0')) && { data }) };
}

function normal(body: Attributes): Attributes {
  const records = readRecords(body);
  return records ? { ...body, records } : body;
}

/** @throws McpdError 400 when the list is none, or has a name twice */
function readRecords(body: Attributes): DataGroupRecord[] | undefined {
  const { records: list } = body;
  if (list === undefined) return undefined;
  if (list === null || list === 'none') return [];
  if (!Array.isArray(list))
    throw McpdError.schema('invalid property value "records"');
  const records = new Map<string, DataGroupRecord>();
  for (const item of list) {
    const record: Attributes =
      typeof item === 'object' && item !== null ? (item as Attributes) : {};
    const name = text(record, 'name');
    if (!name)
      throw McpdError.schema('one or more properties must be specified: name');
    if (records.has(name)) throw duplicate(name);
    records.set(name, { name, data: text(record, 'data') ?? '' });
  }
  return [...records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Carries out `records add|modify|delete { … }`, the syntax of tmsh. */
function withCommand(group: OpaqueObject, options: string): DataGroupRecord[] {
  const [property, verb, ...rest] =
    options.match(/"[^"]*"|[{}]|[^\s{}"]+/g) ?? [];
  if (property !== 'records' || !['add', 'modify', 'delete'].includes(verb))
    throw McpdError.schema(`"${options}" unexpected argument`);
  const records = new Map(
    recordsOf(group).map(record => [record.name, record]),
  );
  for (const { name, data } of readArguments(rest)) {
    if (verb === 'add' && records.has(name)) throw duplicate(name);
    if (verb !== 'add' && !records.has(name))
      throw McpdError.notFound('value list item', name);
    if (verb === 'delete') records.delete(name);
    else records.set(name, { name, data });
  }
  return [...records.values()];
}

/** `{ a { data b } c }` as records. @throws McpdError 400 */
function readArguments(tokens: string[]): DataGroupRecord[] {
  const records: DataGroupRecord[] = [];
  const wrong = () => McpdError.schema('the list of records is malformed');
  const take = (expected?: string): string => {
    const token = tokens.shift();
    if (token === undefined || (expected && token !== expected)) throw wrong();
    return token.replace(/^"(.*)"$/, '$1');
  };
  take('{');
  while (tokens[0] !== '}') {
    const name = take();
    let data = '';
    if (tokens[0] === '{') {
      take('{');
      take('data');
      data = take();
      take('}');
    }
    records.push({ name, data });
  }
  take('}');
  if (tokens.length > 0) throw wrong();
  return records;
}

function duplicate(name: string): McpdError {
  return new McpdError(
    409,
    `01020066:3: The requested value list item (${name}) already exists.`,
    3,
  );
}
