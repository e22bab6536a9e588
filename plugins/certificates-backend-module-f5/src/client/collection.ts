import { z } from 'zod';
import { protocol } from './answerProblem';
import { CallError } from './callError';
import { IControlSession } from './session';

/** How often a collection that changes under our hands is read. */
const ATTEMPTS = 3;

const pageSchema = z.object({
  items: z.array(z.unknown()).optional(),
  totalItems: z.number().int().nonnegative().optional(),
  nextLink: z.string().optional(),
});

export interface CollectionQuery<T> {
  /** Below `/mgmt/tm`: `ltm/virtual`. */
  path: string;
  /** Attributes to ask for; all of them where absent. */
  select?: readonly string[];
  expandSubcollections?: boolean;
  pageSize: number;
  /** Reads one item; what it returns is all that is kept of it. */
  read(item: unknown): T;
  /** Identity of an item, to notice pages that do not join. */
  key(value: T): string;
  onPage?(done: number, total: number | null): void;
  /** "Not found" is not repeated. */
  expectAbsence?: boolean;
}

export interface Collection<T> {
  items: T[];
  /** Number that the device gave; `null` when it gave none. */
  total: number | null;
}

interface Page<T> {
  items: T[];
  total: number | null;
  next: string | null;
}

class Pages<T> {
  readonly #session: IControlSession;
  readonly #query: CollectionQuery<T>;
  #done = 0;

  constructor(session: IControlSession, query: CollectionQuery<T>) {
    this.#session = session;
    this.#query = query;
  }

  /** @returns nothing when the pages do not fit together */
  async read(follow: boolean): Promise<Collection<T> | undefined> {
    const first = await this.#page(0);
    const { pageSize } = this.#query;
    const { total } = first;
    if (total === null || follow) {
      return this.#readSequentially(first);
    }
    if (first.items.length !== Math.min(pageSize, total)) {
      // A device that pays no attention to $top sends everything at once.
      return first.items.length === total
        ? this.#unique([first.items])
        : undefined;
    }
    const skips: number[] = [];
    for (let end = pageSize; end < total; end += pageSize - 1) {
      skips.push(end - 1);
    }
    const rest = await Promise.all(skips.map(skip => this.#page(skip)));
    const pages = [first, ...rest];
    const fits = pages.every(
      (page, index) =>
        page.total === total &&
        page.items.length ===
          (index === 0
            ? first.items.length
            : Math.min(pageSize, total - skips[index - 1])) &&
        (index === 0 ||
          this.#key(page.items[0]) ===
            this.#key(pages[index - 1].items.at(-1)!)),
    );
    return fits
      ? this.#unique(
          pages.map((page, index) =>
            index === 0 ? page.items : page.items.slice(1),
          ),
          total,
        )
      : undefined;
  }

  /** For devices that do not count: goes on until a page points nowhere. */
  async #readSequentially(first: Page<T>): Promise<Collection<T> | undefined> {
    const { pageSize } = this.#query;
    const lists = [first.items];
    let page = first;
    let skip = 0;
    for (;;) {
      let next: Page<T>;
      if (page.next) {
        next = await this.#fetch(page.next);
      } else if (page.total === null && page.items.length === pageSize) {
        skip += pageSize;
        next = await this.#page(skip);
      } else {
        break;
      }
      if (next.items.length === 0) {
        break;
      }
      if (this.#key(next.items[0]) === this.#key(page.items[0])) {
        // It pays no attention to $skip: it has sent everything before.
        break;
      }
      lists.push(next.items);
      page = next;
    }
    return this.#unique(lists, page.total);
  }

  #page(skip: number): Promise<Page<T>> {
    const { path, pageSize, select, expandSubcollections } = this.#query;
    const parameters = [
      `$top=${pageSize}`,
      `$skip=${skip}`,
      ...(select ? [`$select=${select.join(',')}`] : []),
      ...(expandSubcollections ? ['expandSubcollections=true'] : []),
    ];
    return this.#fetch(`/mgmt/tm/${path}?${parameters.join('&')}`);
  }

  async #fetch(address: string): Promise<Page<T>> {
    const page = await fetchPage(this.#session, this.#query, address);
    this.#done += page.items.length;
    this.#query.onPage?.(this.#done, page.total);
    return page;
  }

  /** @returns nothing when an object is there twice, or the number is not reached */
  #unique(lists: T[][], total?: number | null): Collection<T> | undefined {
    const items = lists.flat();
    const keys = new Set(items.map(item => this.#key(item)));
    const whole =
      keys.size === items.length &&
      (typeof total !== 'number' || items.length === total);
    return whole ? { items, total: total ?? null } : undefined;
  }

  #key(item: T): string {
    return this.#query.key(item);
  }
}

/**
 * Reads a whole collection in pages, at most as many at a time as the session
 * allows, or throws. Never returns a part of it.
 *
 * Each page begins with the last object of the page before. Pages that do not
 * join, a total that changes or is not reached mean that the collection changed
 * meanwhile: it is read again.
 *
 * @throws CallError
 */
export async function readCollection<T>(
  session: IControlSession,
  query: CollectionQuery<T>,
): Promise<Collection<T>> {
  try {
    return await readWhole(session, query);
  } catch (error) {
    const refusesSelect =
      query.select &&
      error instanceof CallError &&
      error.problem.status === 400;
    if (!refusesSelect) {
      throw error;
    }
  }
  return readWhole(session, { ...query, select: undefined });
}

async function readWhole<T>(
  session: IControlSession,
  query: CollectionQuery<T>,
): Promise<Collection<T>> {
  for (let attempt = 1; ; attempt++) {
    // The last attempt goes where the device points instead of counting itself.
    const follow = attempt === ATTEMPTS;
    const collection = await new Pages(session, query).read(follow);
    if (collection) {
      return collection;
    }
    if (attempt === ATTEMPTS) {
      throw new CallError(
        `GET /mgmt/tm/${query.path}`,
        protocol(
          `was answered with pages that do not fit together, ${ATTEMPTS} times`,
        ),
      );
    }
  }
}

/**
 * Asks how many objects a collection has now.
 *
 * @returns `null` when the device gives no number
 */
export async function countCollection(
  session: IControlSession,
  path: string,
): Promise<number | null> {
  const page = await fetchPage(
    session,
    { path, pageSize: 1, read: item => item, select: ['name', 'fullPath'] },
    `/mgmt/tm/${path}?$top=1&$select=name,fullPath`,
  );
  return page.total;
}

async function fetchPage<T>(
  session: IControlSession,
  query: Pick<
    CollectionQuery<T>,
    'path' | 'read' | 'expectAbsence' | 'pageSize'
  > &
    Partial<CollectionQuery<T>>,
  address: string,
): Promise<Page<T>> {
  const label = `GET /mgmt/tm/${query.path}`;
  const body = await session.get(address, {
    expectAbsence: query.expectAbsence,
  });
  const parsed = pageSchema.safeParse(body);
  if (!parsed.success) {
    throw new CallError(label, protocol('was not answered with a collection'));
  }
  const { items = [], totalItems, nextLink } = parsed.data;
  return {
    items: items.map((item, index) => readItem(label, query.read, item, index)),
    total: totalItems ?? null,
    next: nextLink ? localAddress(nextLink, query.path, label) : null,
  };
}

function readItem<T>(
  label: string,
  read: (item: unknown) => T,
  item: unknown,
  index: number,
): T {
  try {
    return read(item);
  } catch (error) {
    if (!(error instanceof z.ZodError)) {
      throw error;
    }
    const name = z.object({ fullPath: z.string() }).safeParse(item);
    const field = error.issues[0]?.path.join('.') || 'the object itself';
    throw new CallError(
      label,
      protocol(
        `was answered with an object (${
          name.success ? name.data.fullPath : `number ${index}`
        }) that cannot be understood: ${field}`,
      ),
    );
  }
}

/** Links of a device name the host `localhost`; only their path and query count. */
function localAddress(link: string, path: string, label: string): string {
  let url: URL;
  try {
    url = new URL(link, 'https://localhost');
  } catch {
    throw new CallError(label, protocol('was answered with a broken link'));
  }
  if (url.pathname.replace(/\/$/, '') !== `/mgmt/tm/${path}`) {
    throw new CallError(
      label,
      protocol('was answered with a link to another place'),
    );
  }
  return `${url.pathname}${url.search}`;
}
