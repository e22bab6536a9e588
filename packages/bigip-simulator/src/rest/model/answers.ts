import { AnswerQuery, inPartition, selected } from './AnswerQuery';
import { collectionKind, itemKind } from './kinds';
import { identityOf, urlName } from './Links';
import { pageOf, pagingFields } from './paging';
import {
  AnswerContext,
  Attributes,
  Collection,
  ItemShape,
  Singleton,
  SubCollection,
} from './Resource';

/** One object of a collection at `path`, its own sub-collections included. */
function itemAnswer<T>(
  object: T,
  options: {
    shape: ItemShape<T>;
    /** Path of the collection in links. */
    path: string;
    /** Path of the collection in kinds: without names of parents. */
    kindPath: string;
    subCollections?: readonly SubCollection<T>[];
    expand: boolean;
    /** Link of the answer itself, where it is not that inside a collection. */
    selfLink?: (fullPath: string) => string;
    fullPath?: string;
  },
  context: AnswerContext,
): Attributes {
  const { shape, path, kindPath } = options;
  const fullPath = options.fullPath ?? shape.fullPath(object, context);
  const itemPath = `${path}/${urlName(fullPath)}`;
  const answer: Attributes = {
    kind: itemKind(kindPath),
    ...identityOf(fullPath),
    generation: shape.generation(object, context),
    selfLink: options.selfLink?.(fullPath) ?? context.links.to(itemPath),
    ...shape.attributes(object, context),
  };
  for (const sub of options.subCollections ?? []) {
    if (sub.exists && !sub.exists(context)) continue;
    const reference: Attributes = {
      link: context.links.to(`${itemPath}/${sub.name}`),
      isSubcollection: true,
    };
    if (options.expand) {
      const items = subItems(object, sub, { itemPath, kindPath }, context);
      if (items.length > 0) reference.items = items;
    }
    answer[sub.property] = reference;
  }
  return answer;
}

function subItems<P>(
  parent: P,
  sub: SubCollection<P>,
  paths: { itemPath: string; kindPath: string },
  context: AnswerContext,
): Attributes[] {
  return sub.list(parent, context).map(member =>
    itemAnswer(
      member,
      {
        shape: sub,
        path: `${paths.itemPath}/${sub.name}`,
        kindPath: `${paths.kindPath}/${sub.name}`,
        expand: false,
      },
      context,
    ),
  );
}

function listAnswer(
  list: {
    kind: string;
    path: string;
    query: AnswerQuery;
    total: number;
    items: Attributes[];
  },
  context: AnswerContext,
): Attributes {
  const { kind, path, query, total, items } = list;
  return {
    kind,
    selfLink: context.links.self(path, query.kept),
    ...pagingFields({ path, query, total, count: items.length }, context),
    // A page past the end is an empty list in all versions.
    ...((items.length > 0 ||
      query.top !== undefined ||
      context.version.writesEmptyItems) && {
      items: items.map(item => selected(item, query.select)),
    }),
  };
}

export function collectionAnswer(
  collection: Collection,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  const { partition } = query;
  const all =
    partition === undefined || !collection.partitioned
      ? collection.list(context)
      : collection
          .list(context)
          .filter(object =>
            inPartition(collection.fullPath(object, context), partition),
          );
  const items = pageOf(all, query).map(object =>
    itemAnswer(
      object,
      {
        shape: collection,
        path: collection.path,
        kindPath: collection.path,
        subCollections: collection.subCollections,
        expand: query.expand,
      },
      context,
    ),
  );
  return listAnswer(
    {
      kind: collectionKind(collection.path),
      path: collection.path,
      query,
      total: all.length,
      items,
    },
    context,
  );
}

/**
 * @param fullPath as the request named it: a bare name is answered with bare
 *   names, which is why clients should send whole paths
 */
export function objectAnswer(
  collection: Collection,
  object: unknown,
  fullPath: string,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  return selected(
    itemAnswer(
      object,
      {
        shape: collection,
        path: collection.path,
        kindPath: collection.path,
        subCollections: collection.subCollections,
        expand: query.expand,
        fullPath,
        selfLink: name =>
          context.links.self(`${collection.path}/${urlName(name)}`, query.kept),
      },
      context,
    ),
    query.select,
  );
}

export function subCollectionAnswer(
  collection: Collection,
  parent: { object: unknown; fullPath: string },
  sub: SubCollection<unknown>,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  const itemPath = `${collection.path}/${urlName(parent.fullPath)}`;
  const all = subItems(
    parent.object,
    sub,
    { itemPath, kindPath: collection.path },
    context,
  );
  return listAnswer(
    {
      kind: collectionKind(`${collection.path}/${sub.name}`),
      path: `${itemPath}/${sub.name}`,
      query,
      total: all.length,
      items: [...pageOf(all, query)],
    },
    context,
  );
}

export function subObjectAnswer(
  collection: Collection,
  parent: { fullPath: string },
  sub: SubCollection<unknown>,
  member: unknown,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  const path = `${collection.path}/${urlName(parent.fullPath)}/${sub.name}`;
  return selected(
    itemAnswer(
      member,
      {
        shape: sub,
        path,
        kindPath: `${collection.path}/${sub.name}`,
        expand: false,
        selfLink: name =>
          context.links.self(`${path}/${urlName(name)}`, query.kept),
      },
      context,
    ),
    query.select,
  );
}

export function singletonAnswer(
  singleton: Singleton,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  return selected(
    {
      kind: itemKind(singleton.path),
      selfLink: context.links.self(singleton.path, query.kept),
      ...singleton.attributes(context),
    },
    query.select,
  );
}

/** What lies below a path that is no resource itself: `ltm`, `sys/crypto`. */
export function directoryAnswer(
  path: string,
  children: readonly string[],
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  return {
    kind: path === '' ? 'tm:tmcollectionstate' : collectionKind(path),
    selfLink: context.links.self(path, query.kept),
    items: children.map(child => ({
      reference: { link: context.links.to(child) },
    })),
  };
}
