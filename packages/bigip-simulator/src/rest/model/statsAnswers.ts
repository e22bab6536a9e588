import type { AnswerQuery } from './AnswerQuery';
import { collectionStatsKind, statsKind } from './kinds';
import { urlName } from './Links';
import { pageOf, pagingFields } from './paging';
import type { AnswerContext, Attributes, Collection, Stats } from './Resource';

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
  const shown = pageOf(all, query);
  return {
    kind: collectionStatsKind(collection.path),
    selfLink: context.links.self(`${collection.path}/stats`, query.kept),
    ...pagingFields(
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
