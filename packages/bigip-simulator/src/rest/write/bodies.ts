import { ConfigurationObject, parentFolder } from '../../configuration';
import { McpdError } from '../errors';
import type { AnswerContext, Attributes } from '../model/Resource';

/** What answers carry and nobody can set; it may be sent back. */
const READ_ONLY = [
  ...['kind', 'selfLink', 'generation', 'fullPath', 'name', 'partition'],
  ...['subPath', 'creationTime', 'lastModifiedTime'],
];

/** @throws McpdError 400 when the body of a write is no JSON object */
export function objectBody(body: unknown): Attributes {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw McpdError.schema('The body of the request must be a JSON object.');
  return body as Attributes;
}

/** The attributes of a body that can be set: identity and links left out. */
export function settable(body: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([name]) => !READ_ONLY.includes(name) && !/References?$/.test(name),
    ),
  );
}

/** @throws McpdError 400 naming the first attribute that is not known */
export function refuseUnknown(body: Attributes, known: Iterable<string>): void {
  const names = new Set(known);
  for (const name of Object.keys(settable(body)))
    if (!names.has(name)) throw McpdError.schema(`"${name}" unknown property`);
}

/** An attribute that some verbs do not take; worded as tmsh does. */
export function notInContext(name: string, verb: string): McpdError {
  const written = name.replace(/[A-Z]/g, c => `-${c.toLowerCase()}`);
  return McpdError.schema(
    `"${written}" may not be specified in the context of the "${verb}" command. "${written}" may be specified using the following commands: list, modify`,
  );
}

/** @throws McpdError 400 when the value is there and is no text */
export function text(body: Attributes, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw McpdError.schema(`invalid property value "${name}"`);
}

/** A text that names another object: bare names mean /Common, `none` nothing. */
export function path(body: Attributes, name: string): string | undefined {
  const value = text(body, name);
  if (value === undefined) return undefined;
  if (value === '' || value === 'none') return 'none';
  return value.startsWith('/') ? value : `/Common/${value}`;
}

/** `"true"` and `true` alike, as both are sent. */
export function flag(body: Attributes, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 'true' || value === 'enabled') return true;
  if (value === false || value === 'false' || value === 'disabled')
    return false;
  throw McpdError.schema(`invalid property value "${name}":"${value}"`);
}

/**
 * Path of the object that a body describes.
 *
 * @throws McpdError 400 without a name, 404 when its folder does not exist
 */
export function newObjectPath(
  body: Attributes,
  { configuration }: Pick<AnswerContext, 'configuration'>,
): string {
  const name = text(body, 'name');
  if (!name)
    throw McpdError.schema('one or more properties must be specified: name');
  const partition = text(body, 'partition') || 'Common';
  const subPath = text(body, 'subPath');
  const folder = [partition, ...(subPath ? [subPath] : [])].join('/');
  const fullPath = name.startsWith('/') ? name : `/${folder}/${name}`;
  const parent = parentFolder(fullPath);
  if (!configuration.folders.has(parent))
    throw new McpdError(
      404,
      `01020036:3: The requested folder (${parent}) was not found.`,
      3,
    );
  return fullPath;
}

/** An object as it was, without what the store stamps on every write. */
export function rewritten<
  T extends Pick<ConfigurationObject, 'generation' | 'lastModifiedTime'>,
>(object: T): Omit<T, 'generation' | 'lastModifiedTime'> {
  const { generation: _, lastModifiedTime: __, ...rest } = object;
  return rest;
}
