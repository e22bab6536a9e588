import type { AnswerQuery } from './AnswerQuery';
import type { AnswerContext, Attributes } from './Resource';

/** The part of a list that `$top` and `$skip` ask for. */
export function pageOf<T>(
  objects: readonly T[],
  query: AnswerQuery,
): readonly T[] {
  if (query.top === undefined && query.skip === 0) return objects;
  return objects.slice(
    query.skip,
    query.top === undefined ? undefined : query.skip + query.top,
  );
}

/** Fields that a page has and a whole list has not. */
export function pagingFields(
  shown: { path: string; query: AnswerQuery; total: number; count: number },
  context: AnswerContext,
): Attributes {
  const { path, query, total, count } = shown;
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
