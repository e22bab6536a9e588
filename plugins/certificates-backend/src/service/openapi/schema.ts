/** A schema of OpenAPI 3.0.3 or a reference to one. */
export type Schema = SchemaObject | { $ref: string };

/** A schema of OpenAPI 3.0.3, as far as this document uses them. */
export type SchemaObject = {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  description?: string;
  format?: string;
  enum?: (string | null)[];
  nullable?: boolean;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  default?: string | number | boolean;
  oneOf?: Schema[];
};

/** A reference to a schema of the document. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** An object whose properties are all present, except those named optional. */
export function object(
  properties: Record<string, Schema>,
  options: {
    description?: string;
    optional?: string[];
    /** Whether nothing else may be there; for what is sent to us. */
    closed?: boolean;
  } = {},
): SchemaObject {
  const required = Object.keys(properties).filter(
    name => !options.optional?.includes(name),
  );
  return {
    type: 'object',
    ...(options.description && { description: options.description }),
    // OpenAPI allows no empty list.
    ...(required.length > 0 && { required }),
    properties,
    ...(options.closed && { additionalProperties: false }),
  };
}

export function string(description?: string): SchemaObject {
  return { type: 'string', ...(description && { description }) };
}

export function integer(description?: string): SchemaObject {
  return { type: 'integer', ...(description && { description }) };
}

export function boolean(description?: string): SchemaObject {
  return { type: 'boolean', ...(description && { description }) };
}

/** A moment: ISO 8601, UTC. */
export function time(description?: string): SchemaObject {
  return {
    type: 'string',
    format: 'date-time',
    ...(description && { description }),
  };
}

export function oneOf(
  values: readonly string[],
  description?: string,
): SchemaObject {
  return {
    type: 'string',
    enum: [...values],
    ...(description && { description }),
  };
}

export function array(items: Schema, description?: string): SchemaObject {
  return { type: 'array', items, ...(description && { description }) };
}

/** Object with one number for each of the given keys. */
export function counts(
  keys: readonly string[],
  description?: string,
): SchemaObject {
  return object(
    Object.fromEntries(keys.map(key => [key, { type: 'integer', minimum: 0 }])),
    { description },
  );
}

/** The same schema, or `null`. Takes no reference: OpenAPI 3.0 cannot say that. */
export function nullable(schema: SchemaObject): SchemaObject {
  return {
    ...schema,
    nullable: true,
    ...(schema.enum && { enum: [...schema.enum, null] }),
  };
}
