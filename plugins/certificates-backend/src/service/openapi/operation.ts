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
  paths: Record<
    string,
    { get?: Operation; post?: Operation; put?: Operation; delete?: Operation }
  >;
};

export function json(schema: string, description: string): Response {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

/** An error; both types have the same body. */
function problem(description: string): Response {
  const content = { schema: ref('Error') };
  return {
    description,
    content: {
      'application/json': content,
      'application/problem+json': content,
    },
  };
}

const BAD_REQUEST = problem(
  'A parameter or the body is not valid; the message names it.',
);
const NOT_AUTHENTICATED = problem('No valid Backstage token.');
const NOT_ALLOWED = problem('The caller may not do this.');
const NOT_FOUND = problem(
  'There is no such object, or the caller may not see it.',
);

const OTHER_REQUEST = problem('The Idempotency-Key came with another request.');

const TOO_LARGE = problem('The body is larger than 256 KiB.');
const UNSUPPORTED = problem('The body is no JSON in UTF-8.');

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
      ...(options.conflict && { '409': problem(options.conflict) }),
      ...(options.body && { '413': TOO_LARGE, '415': UNSUPPORTED }),
      ...(options.parameters?.includes(IDEMPOTENCY_KEY) && {
        '422': OTHER_REQUEST,
      }),
    },
  };
}
