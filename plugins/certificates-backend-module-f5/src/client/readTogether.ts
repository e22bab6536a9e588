import { CallError } from './callError';
import { CollectionQuery, countCollection, readCollection } from './collection';
import { IControlSession } from './session';

/** How often collections that changed while others were read are read again. */
const ROUNDS = 3;

type Queries<T> = { [Name in keyof T]: CollectionQuery<T[Name]> };

/**
 * Reads several collections, and counts them again afterwards: what changed
 * meanwhile is read again, so that a restart or a change under our hands never
 * makes a short list.
 *
 * @returns the items by the name of the query
 * @throws CallError
 */
export async function readTogether<T extends object>(
  session: IControlSession,
  queries: Queries<T>,
): Promise<{ [Name in keyof T]: T[Name][] }> {
  const result = {} as { [Name in keyof T]: T[Name][] };
  const reloads = (Object.keys(queries) as (keyof T)[]).map(name =>
    reloader(session, queries[name], items => {
      result[name] = items;
    }),
  );
  await Promise.all(reloads.map(reload => reload.read()));
  await settle(reloads);
  return result;
}

interface Reloader {
  path: string;
  read(): Promise<void>;
  /** Whether the device still counts as many objects as were read. */
  isCurrent(): Promise<boolean>;
}

function reloader<T>(
  session: IControlSession,
  query: CollectionQuery<T>,
  keep: (items: T[]) => void,
): Reloader {
  const { path } = query;
  let count: number | null = null;
  return {
    path,
    async read() {
      const { items, total } = await readCollection(session, query);
      count = total === null ? null : items.length;
      keep(items);
    },
    async isCurrent() {
      return count === null || (await countCollection(session, path)) === count;
    },
  };
}

/** Reads again what has changed, until nothing has. */
async function settle(reloads: Reloader[]): Promise<void> {
  let open = reloads;
  for (let round = 1; ; round++) {
    const current = await Promise.all(open.map(reload => reload.isCurrent()));
    open = open.filter((_, index) => !current[index]);
    if (open.length === 0) {
      return;
    }
    if (round === ROUNDS) {
      throw new CallError(`GET /mgmt/tm/${open[0].path}`, {
        kind: 'not-ready',
        message: 'was answered with another number of objects each time',
        remedy:
          'The configuration is being loaded or changed on a large scale; the next scan tries again.',
      });
    }
    await Promise.all(open.map(reload => reload.read()));
  }
}
