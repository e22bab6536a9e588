import { openApiDocument } from '../service/openapi';
import { Schema } from '../service/openapi/schema';

/**
 * Paths of everything in an answer that its schema does not describe. The
 * document lets clients tolerate additions; the server must describe what it says.
 *
 * @param name - name of a schema of the OpenAPI document
 */
export function undocumented(name: string, value: unknown): string[] {
  return walk({ $ref: `#/components/schemas/${name}` }, value, '');
}

function walk(schema: Schema, value: unknown, path: string): string[] {
  if ('$ref' in schema) {
    const name = schema.$ref.split('/').pop() ?? '';
    return walk(openApiDocument.components.schemas[name], value, path);
  }
  if (schema.oneOf) {
    const found = schema.oneOf.map(variant => walk(variant, value, path));
    return found.sort((a, b) => a.length - b.length)[0] ?? [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      walk(schema.items ?? {}, item, `${path}[${index}]`),
    );
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  if (schema.additionalProperties) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const property = schema.properties?.[key];
    return property
      ? walk(property, item, `${path}.${key}`)
      : [`${path}.${key}`];
  });
}
