import type { Request, RequestHandler, Response } from 'express';
import { callerOf } from './auth/authenticate';
import { FrameworkError, McpdError } from './errors';
import { AnswerQuery, parseAnswerQuery } from './model/AnswerQuery';
import * as answers from './model/answers';
import * as statsAnswers from './model/statsAnswers';
import { Links, nameFromUrl, qualified } from './model/Links';
import {
  AnswerContext,
  Attributes,
  Collection,
  Resource,
} from './model/Resource';
import { ResourceRegistry } from './model/ResourceRegistry';
import type { Transactions } from './transactions/Transactions';
import type { ConfigurationWriter } from './write/ConfigurationWriter';
import { TmCommand, TmWrites } from './write/TmWrites';

/** Splits a request's URL into the segments below `mount` and its query. */
export function splitUrl(
  url: string,
  mount: string,
): { segments: string[]; query: string; path: string } {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  return {
    path,
    query: at < 0 ? '' : url.slice(at + 1),
    segments: path.slice(mount.length).split('/').filter(Boolean),
  };
}

/** Header that puts a write into a transaction. */
export const COORDINATION_HEADER = 'X-F5-REST-Coordination-Id';

const WRITING = ['POST', 'PATCH', 'PUT', 'DELETE'];

/** Everything below `/mgmt/tm` that is configuration or state. */
export function tmRouter(options: {
  contextOf: ContextFactory;
  registry: ResourceRegistry;
  writer: ConfigurationWriter;
  transactions: Transactions;
}): RequestHandler {
  const { contextOf, registry, writer, transactions } = options;
  const writes = new TmWrites(registry);

  async function write(
    request: Request,
    response: Response,
    command: TmCommand,
    context: AnswerContext,
  ): Promise<void> {
    const planned = writes.plan(command, context);
    const transaction = request.get(COORDINATION_HEADER);
    if (transaction !== undefined) {
      response.json(
        transactions.commandAnswer(
          transaction,
          transactions.add(transaction, command, planned),
          context,
        ),
      );
      return;
    }
    writer.assertIdle();
    const prepared = await planned.prepare(context);
    const answer = writer.write(scope =>
      planned.apply({ ...context, ...scope, prepared }),
    )(context);
    if (answer === undefined) response.status(200).end();
    else response.json(answer);
  }

  return (request, response, next) => {
    const {
      segments,
      query: text,
      path,
    } = splitUrl(request.originalUrl, '/mgmt/tm');
    const query = parseAnswerQuery(text);
    const context = contextOf(response, query);
    const { method } = request;
    if (WRITING.includes(method)) {
      const command = {
        method: method as TmCommand['method'],
        segments,
        query,
        body: request.body as unknown,
      };
      write(request, response, command, context).catch(next);
      return;
    }
    const found = registry.resolve(segments, context);
    const publicPath = path.replace(/^\/mgmt/, '');
    if (!found) throw FrameworkError.notRegistered(publicPath);
    if (method !== 'GET' && method !== 'HEAD')
      throw methodNotAllowed(method, publicPath);
    const answer =
      found.type === 'directory'
        ? answers.directoryAnswer(found.path, found.children, query, context)
        : read(found.resource, found.rest, query, context);
    if (!answer) throw FrameworkError.notRegistered(publicPath);
    response.json(answer);
  };
}

/** The path takes other methods only. */
export function methodNotAllowed(method: string, path: string): FrameworkError {
  return new FrameworkError(405, `Method ${method} not allowed for ${path}`);
}

/** What an answer to the caller of a request is made with. */
export type ContextFactory = (
  response: Response,
  query?: AnswerQuery,
) => AnswerContext;

/** @throws McpdError 400 when `ver=` names no version of the device */
export function contextFactory(options: {
  configuration: AnswerContext['configuration'];
  files: AnswerContext['files'];
  version: AnswerContext['version'];
}): ContextFactory {
  const { configuration, files, version } = options;
  return (response, query) => {
    const pinned = query?.version ? version.pinned(query.version) : version;
    if (!pinned)
      throw new McpdError(
        400,
        `The version "${query?.version}" is not supported. See /mgmt/tm/cli/version.`,
      );
    return {
      caller: callerOf(response),
      configuration,
      files,
      version: pinned,
      links: new Links(pinned.version),
    };
  };
}

function read(
  resource: Resource,
  rest: readonly string[],
  query: AnswerQuery,
  context: AnswerContext,
): Attributes | undefined {
  switch (resource.type) {
    case 'singleton':
      return rest.length === 0
        ? answers.singletonAnswer(resource, query, context)
        : undefined;
    case 'stats':
      return rest.length === 0
        ? statsAnswers.statsAnswer(resource, query, context)
        : undefined;
    default:
      return readCollection(resource, rest, query, context);
  }
}

function readCollection(
  collection: Collection,
  rest: readonly string[],
  query: AnswerQuery,
  context: AnswerContext,
): Attributes | undefined {
  const [nameSegment, subSegment, memberSegment, ...more] = rest;
  if (more.length > 0) return undefined;
  if (nameSegment === undefined)
    return answers.collectionAnswer(collection, query, context);
  if (nameSegment === 'stats' && subSegment === undefined)
    return statsAnswers.collectionStatsAnswer(collection, query, context);

  const fullPath = nameFromUrl(nameSegment);
  const key = collection.partitioned ? qualified(fullPath) : fullPath;
  const object = collection.find(context, key);
  if (object === undefined) throw McpdError.notFound(collection.label, key);
  if (subSegment === undefined)
    return answers.objectAnswer(collection, object, fullPath, query, context);
  if (subSegment === 'stats' && memberSegment === undefined)
    return statsAnswers.objectStatsAnswer(collection, object, query, context);

  const sub = collection.subCollections?.find(
    ({ name, exists }) => name === subSegment && (exists?.(context) ?? true),
  );
  if (!sub) return undefined;
  const parent = { object, fullPath };
  if (memberSegment === undefined)
    return answers.subCollectionAnswer(collection, parent, sub, query, context);
  const wanted = nameFromUrl(memberSegment);
  const member = sub
    .list(object, context)
    .find(candidate =>
      [wanted, qualified(wanted)].includes(sub.fullPath(candidate, context)),
    );
  if (member === undefined) throw McpdError.notFound(sub.label, wanted);
  return answers.subObjectAnswer(
    collection,
    parent,
    sub,
    member,
    query,
    context,
  );
}
