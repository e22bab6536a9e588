import type { AnswerContext, Attributes } from '../model/Resource';
import { VersionProfile } from '../version/VersionProfile';
import { refuseUnknown } from '../write/bodies';

/** An attribute that refers to another object, and the link beside it. */
export function reference(
  name: string,
  value: string | undefined,
  collection: string,
  { links }: AnswerContext,
): Attributes {
  if (value === undefined || value === 'none') return { [name]: 'none' };
  return {
    [name]: value,
    [`${name}Reference`]: links.object(collection, value),
  };
}

/**
 * Leaves out what the version does not write: attributes that it has not got,
 * and `none` before 13.0.
 */
export function asVersionWrites(
  attributes: Attributes,
  { version }: AnswerContext,
): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([, value]) =>
        value !== undefined && (version.writesNone || value !== 'none'),
    ),
  );
}

/** TLS options: one string in braces, or a list in older versions. */
export function tmOptions(
  options: readonly string[] | undefined,
  { version }: AnswerContext,
): string | string[] {
  const written = options ?? [
    'dont-insert-empty-fragments',
    ...(version.hasTls13 ? ['no-tlsv1.3'] : []),
    ...(version.hasModernTls ? ['no-dtlsv1.2'] : []),
  ];
  return version.optionsAreText ? `{ ${written.join(' ')} }` : [...written];
}

export function isStringList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.every(entry => typeof entry === 'string')
  );
}

/** Cipher group and cipher string exclude each other. */
export function ciphers(
  own: { ciphers?: string; attributes?: Attributes },
  context: AnswerContext,
): Attributes {
  const group = own.attributes?.cipherGroup;
  const hasGroup = typeof group === 'string' && group !== 'none';
  return {
    ...(context.version.atLeast('13.0') &&
      reference(
        'cipherGroup',
        hasGroup ? group : undefined,
        'ltm/cipher/group',
        context,
      )),
    ciphers: hasGroup ? 'none' : own.ciphers ?? 'DEFAULT',
  };
}

/** The version whose answers show every attribute. */
const NEWEST = VersionProfile.of('17.5.1');

/** Attributes that clients send and answers do not show. */
const UNSHOWN = [
  ...['proxyCaPassphrase', 'proxyCaLifespan', 'logPublisher', 'cipherGroup'],
  ...['helloExtensionIncludes', 'options', 'splitRecords', 'passphrase'],
  ...['c3dCaPassphrase', 'c3dSubjectKeyIdentifier', 'ocspStaplingParams'],
];

/**
 * Refuses a body with an attribute that no version has: a mistake in its name
 * would otherwise look like success.
 *
 * @param attributes - those of an answer
 * @param placed - those that the store keeps by themselves
 * @throws McpdError 400
 */
export function refuseUnknownAttributes(
  body: Attributes,
  attributes: (context: AnswerContext) => Attributes,
  placed: readonly string[],
  context: AnswerContext,
): void {
  const shown = attributes({ ...context, version: NEWEST });
  refuseUnknown(body, [...Object.keys(shown), ...placed, ...UNSHOWN]);
}
