import { FrameworkError, McpdError } from '../errors';
import type { AnswerQuery } from '../model/AnswerQuery';
import * as answers from '../model/answers';
import { nameFromUrl, qualified, urlName } from '../model/Links';
import type {
  AnswerContext,
  Attributes,
  Collection,
  SubCollection,
  WriteContext,
} from '../model/Resource';
import type { ResourceRegistry } from '../model/ResourceRegistry';
import { newObjectPath, objectBody } from './bodies';

/** A call that changes something below `/mgmt/tm`. */
export interface TmCommand {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path below `/mgmt/tm`, split and still encoded. */
  segments: readonly string[];
  query: AnswerQuery;
  body: unknown;
}

/** What a write answers, read once it is in force; nothing after a delete. */
export type AnswerWriter = (context: AnswerContext) => Attributes | undefined;

/** A command whose syntax is right, ready to be carried out. */
export interface PlannedWrite {
  /** Work that takes time; its result goes to {@link PlannedWrite.apply}. */
  prepare(context: AnswerContext): Promise<unknown>;
  /** Changes the working copy. */
  apply(context: WriteContext): AnswerWriter;
}

/** @throws FrameworkError 405 always */
function notAllowed(command: TmCommand): never {
  throw new FrameworkError(
    405,
    `Method ${command.method} not allowed for /tm/${command.segments.join(
      '/',
    )}`,
  );
}

/**
 * Reads commands: which object they mean and how it is written. A command is
 * planned when it arrives and applied then, or when its transaction commits.
 */
export class TmWrites {
  constructor(private readonly registry: ResourceRegistry) {}

  /** @throws RestError when the path, method or body cannot be right */
  plan(command: TmCommand, context: AnswerContext): PlannedWrite {
    const found = this.registry.resolve(command.segments, context);
    if (!found)
      throw FrameworkError.notRegistered(`/tm/${command.segments.join('/')}`);
    if (found.type === 'directory' || found.resource.type !== 'collection')
      return notAllowed(command);
    const { resource, rest } = found;
    const [name, subName, member, ...more] = rest;
    if (more.length > 0) return notAllowed(command);
    if (name === undefined)
      return this.#onCollection(command, resource, context);
    const fullPath = nameFromUrl(name);
    if (subName === undefined)
      return this.#onObject(command, resource, fullPath, context);
    const sub = resource.subCollections?.find(s => s.name === subName);
    if (!sub) return notAllowed(command);
    return this.#onMember(command, resource, fullPath, sub, member);
  }

  #onCollection(
    command: TmCommand,
    collection: Collection,
    context: AnswerContext,
  ): PlannedWrite {
    const { writes } = collection;
    if (command.method !== 'POST' || !writes) return notAllowed(command);
    const body = objectBody(command.body);
    if (typeof body.command === 'string')
      return commandOn(collection, body.command, body);
    const { create } = writes;
    if (!create) return notAllowed(command);
    writes.check?.(body, 'POST', context);
    return {
      prepare: async ctx => writes.prepare?.(body, ctx),
      apply: ctx => {
        const named = newObjectPath(body, ctx);
        const fullPath = writes.newPath?.(named, ctx) ?? named;
        create(fullPath, body, ctx);
        return answering(collection, fullPath, command.query);
      },
    };
  }

  #onObject(
    command: TmCommand,
    collection: Collection,
    fullPath: string,
    context: AnswerContext,
  ): PlannedWrite {
    const { method } = command;
    const { writes } = collection;
    const key = collection.partitioned ? qualified(fullPath) : fullPath;
    const find = (ctx: AnswerContext) => {
      const object = collection.find(ctx, key);
      if (object === undefined) throw McpdError.notFound(collection.label, key);
      return object;
    };
    if (method === 'DELETE' && writes?.remove) {
      return {
        prepare: async () => undefined,
        apply: ctx => {
          writes.remove!(find(ctx), ctx);
          return () => undefined;
        },
      };
    }
    if ((method !== 'PATCH' && method !== 'PUT') || !writes?.modify)
      return notAllowed(command);
    const body = objectBody(command.body);
    writes.check?.(body, method, context);
    return {
      prepare: async ctx => writes.prepare?.(body, ctx),
      apply: ctx => {
        const object = find(ctx);
        const { options } = command.query;
        const whole =
          options !== undefined && writes.withOptions
            ? writes.withOptions(object, body, options)
            : body;
        writes.modify!(object, whole, ctx, method);
        return answering(collection, key, command.query, fullPath);
      },
    };
  }

  #onMember(
    command: TmCommand,
    collection: Collection,
    parentPath: string,
    sub: SubCollection<unknown>,
    memberName: string | undefined,
  ): PlannedWrite {
    const { method } = command;
    const { writes } = sub;
    const key = qualified(parentPath);
    const parentOf = (ctx: AnswerContext) => {
      const parent = collection.find(ctx, key);
      if (parent === undefined) throw McpdError.notFound(collection.label, key);
      return parent;
    };
    const memberOf = (ctx: AnswerContext, parent: unknown, name: string) => {
      const member = sub
        .list(parent, ctx)
        .find(m => [name, qualified(name)].includes(sub.fullPath(m, ctx)));
      if (member === undefined) throw McpdError.notFound(sub.label, name);
      return member;
    };
    const answer =
      (name: string): AnswerWriter =>
      ctx => {
        const parent = parentOf(ctx);
        return answers.subObjectAnswer(
          collection,
          { fullPath: parentPath },
          sub,
          memberOf(ctx, parent, name),
          command.query,
          ctx,
        );
      };
    const prepare = async () => undefined;
    if (memberName === undefined) {
      if (method !== 'POST' || !writes?.create) return notAllowed(command);
      const body = objectBody(command.body);
      return {
        prepare,
        apply: ctx => {
          const name = newObjectPath(body, ctx);
          writes.create!(parentOf(ctx), name, body, ctx);
          return answer(name);
        },
      };
    }
    const name = nameFromUrl(memberName);
    if (method === 'DELETE' && writes?.remove) {
      return {
        prepare,
        apply: ctx => {
          const parent = parentOf(ctx);
          writes.remove!(parent, memberOf(ctx, parent, name), ctx);
          return () => undefined;
        },
      };
    }
    if ((method !== 'PATCH' && method !== 'PUT') || !writes?.modify)
      return notAllowed(command);
    const body = objectBody(command.body);
    return {
      prepare,
      apply: ctx => {
        const parent = parentOf(ctx);
        writes.modify!(parent, memberOf(ctx, parent, name), body, ctx);
        return answer(name);
      },
    };
  }
}

/** Reads the object that was written; bare names are answered with bare names. */
function answering(
  collection: Collection,
  key: string,
  query: AnswerQuery,
  fullPath = key,
): AnswerWriter {
  return context => {
    const object = collection.find(context, key);
    return object === undefined
      ? undefined
      : answers.objectAnswer(collection, object, fullPath, query, context);
  };
}

const SECRETS = ['passphrase', 'keyPassphrase', 'key-passphrase'];

/** `install` and the like: answered with what was asked for, secrets left out. */
function commandOn(
  collection: Collection,
  verb: string,
  body: Attributes,
): PlannedWrite {
  const command = collection.writes?.commands?.[verb];
  if (!command)
    throw McpdError.schema(
      `"${verb}" is not a valid value for "command" of ${collection.path}`,
    );
  const kind = `tm:${collection.path.replaceAll('/', ':')}:${verb}state`;
  return {
    prepare: async ctx => collection.writes?.prepare?.(body, ctx),
    apply: ctx => {
      command(body, ctx);
      return () => ({
        kind,
        ...Object.fromEntries(
          Object.entries(body).filter(([name]) => !SECRETS.includes(name)),
        ),
      });
    },
  };
}

/** URI of a command as a transaction lists it. */
export function commandUri(segments: readonly string[]): string {
  return `https://localhost/mgmt/tm/${segments
    .map(segment => urlName(nameFromUrl(segment)))
    .join('/')}`;
}
