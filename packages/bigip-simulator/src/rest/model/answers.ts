import { AnswerQuery, inPartition, selected } from './AnswerQuery';
import {
  collectionKind,
  collectionStatsKind,
  itemKind,
  statsKind,
} from './kinds';
import { identityOf, urlName } from './Links';
import {
  AnswerContext,
  Attributes,
  Collection,
  ItemShape,
  Singleton,
  Stats,
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

/** Fields that a page has and a whole list has not. */
function paging(
  page: { path: string; query: AnswerQuery; total: number; count: number },
  context: AnswerContext,
): Attributes {
  const { path, query, total, count } = page;
  if (query.top === undefined) return {};
  const next = query.skip + query.top;
  const others = query.kept
    .split('&')
    .filter(part => part && !/^(\$|%24)(top|skip)=/i.test(part));
  return {
    currentItemCount: count,
    itemsPerPage: query.top,
    pageIndex: Math.floor(query.skip / query.top) + 1,
    startIndex: query.skip + 1,
    totalItems: total,
    totalPages: Math.ceil(total / query.top),
    ...(next < total && {
      nextLink: context.links.self(
        path,
        [...others, `%24top=${query.top}`, `%24skip=${next}`].join('&'),
      ),
    }),
  };
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
    ...paging({ path, query, total, count: items.length }, context),
    // A page past the end is an empty list in all versions.
    ...((items.length > 0 ||
      query.top !== undefined ||
      context.version.writesEmptyItems) && {
      items: items.map(item => selected(item, query.select)),
    }),
  };
}

function page<T>(objects: readonly T[], query: AnswerQuery): readonly T[] {
  if (query.top === undefined && query.skip === 0) return objects;
  return objects.slice(
    query.skip,
    query.top === undefined ? undefined : query.skip + query.top,
  );
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
  const items = page(all, query).map(object =>
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
      items: [...page(all, query)],
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

/** Statistics of one object. */
export function objectStatsAnswer(
  collection: Collection,
  object: unknown,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes | undefined {
  if (!collection.stats) return undefined;
  const kind = statsKind(collection.path);
  const name = urlName(collection.fullPath(object, context));
  const path = `${collection.path}/${name}`;
  return {
    kind,
    generation: collection.generation(object, context),
    selfLink: context.links.self(`${path}/stats`, query.kept),
    entries: Object.fromEntries(
      collection.stats(object, context).map(({ key, entries }) => [
        context.links.entry(`${path}/${key}/stats`),
        {
          nestedStats: {
            kind,
            selfLink: context.links.to(`${path}/${key}/stats`),
            entries,
          },
        },
      ]),
    ),
  };
}

/** Statistics of all objects of a collection. */
export function collectionStatsAnswer(
  collection: Collection,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes | undefined {
  const { stats } = collection;
  if (!stats) return undefined;
  const all = collection.list(context);
  const shown = page(all, query);
  return {
    kind: collectionStatsKind(collection.path),
    selfLink: context.links.self(`${collection.path}/stats`, query.kept),
    ...paging(
      {
        path: `${collection.path}/stats`,
        query,
        total: all.length,
        count: shown.length,
      },
      context,
    ),
    entries: Object.fromEntries(
      shown.flatMap(object =>
        stats(object, context).map(({ key, entries }) => [
          context.links.entry(`${collection.path}/${key}/stats`),
          { nestedStats: { entries } },
        ]),
      ),
    ),
  };
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

export function statsAnswer(
  stats: Stats,
  query: AnswerQuery,
  context: AnswerContext,
): Attributes {
  return {
    kind: statsKind(stats.path),
    selfLink: context.links.self(stats.path, query.kept),
    ...stats.body(context),
  };
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
