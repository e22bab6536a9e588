import { IDEMPOTENCY_KEY, Parameter } from './parameters';
import { ref, Schema } from './schema';

type Response = {
  description: string;
  content?: Record<string, { schema: Schema }>;
  headers?: Record<string, { description: string; schema: Schema }>;
};

export type Operation = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters: Parameter[];
  requestBody?: {
    required: boolean;
    content: Record<string, { schema: Schema }>;
  };
  responses: Record<string, Response>;
};

/** An OpenAPI 3.0.3 document, as far as this one goes. */
export type OpenApiDocument = {
  openapi: '3.0.3';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  components: { schemas: Record<string, Schema> };
  paths: Record<string, { get?: Operation; post?: Operation }>;
};

export function json(schema: string, description: string): Response {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

const BAD_REQUEST = json(
  'Error',
  'A parameter or the body is not valid; the message names it.',
);
const NOT_AUTHENTICATED = json('Error', 'No valid Backstage token.');
const NOT_ALLOWED = json('Error', 'The caller may not do this.');
const NOT_FOUND = json(
  'Error',
  'There is no such object, or the caller may not see it.',
);

const OTHER_REQUEST = json(
  'Error',
  'The Idempotency-Key came with another request.',
);

/** Describes an operation; every one may answer the usual errors. */
export function operation(options: {
  id: string;
  tag: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  /** Name of the schema of the body. */
  body?: string;
  responses: Record<string, Response>;
  canBeMissing?: boolean;
  /** Why it may not be possible now; answered with 409. */
  conflict?: string;
}): Operation {
  return {
    operationId: options.id,
    tags: [options.tag],
    summary: options.summary,
    ...(options.description && { description: options.description }),
    parameters: options.parameters ?? [],
    ...(options.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref(options.body) } },
      },
    }),
    responses: {
      ...options.responses,
      '400': BAD_REQUEST,
      '401': NOT_AUTHENTICATED,
      '403': NOT_ALLOWED,
      ...(options.canBeMissing && { '404': NOT_FOUND }),
      ...(options.conflict && { '409': json('Error', options.conflict) }),
      ...(options.parameters?.includes(IDEMPOTENCY_KEY) && {
        '422': OTHER_REQUEST,
      }),
    },
  };
}
