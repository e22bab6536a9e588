import {
  ConfigurationChange,
  ConfigurationState,
  parseTableKey,
  tableKey,
  TableName,
} from './changes';
import { ObjectTable } from './ObjectTable';

/** A change of one table, before it has a generation. */
export type TableChange = Omit<ConfigurationChange, 'generation'>;

/** All tables of one configuration, to be captured and restored as a whole. */
export class TableSet {
  readonly #tables = new Map<string, ObjectTable<unknown>>();
  readonly #collections: string[] = [];

  constructor(private readonly onChange: (change: TableChange) => void) {}

  /** Collection paths that have a table of opaque objects. */
  get collections(): readonly string[] {
    return this.#collections;
  }

  /** Adds a table; opaque objects have one for each collection. */
  add<T>(
    table: TableName,
    key: (object: T) => string,
    collection?: string,
  ): ObjectTable<T> {
    const place = { table, ...(collection !== undefined && { collection }) };
    const added = new ObjectTable<T>({
      key,
      onChange: change => this.onChange({ ...place, ...change }),
    });
    this.#tables.set(
      tableKey(table, collection),
      added as ObjectTable<unknown>,
    );
    if (collection !== undefined) this.#collections.push(collection);
    return added;
  }

  /** The table of a collection, if it has one. */
  get<T>(table: TableName, collection?: string): ObjectTable<T> | undefined {
    return this.#tables.get(tableKey(table, collection)) as
      | ObjectTable<T>
      | undefined;
  }

  /** The keys of all tables, as states use them. */
  keys(): string[] {
    return [...this.#tables.keys()];
  }

  capture(): ConfigurationState {
    return new Map(
      [...this.#tables].map(([key, table]) => [key, table.capture()]),
    );
  }

  /** Takes a state over, for somebody to whom nobody listens. */
  load(state: ConfigurationState): void {
    for (const [key, table] of this.#tables)
      table.load(state.get(key) ?? new Map());
  }

  /** Takes a state over without telling anybody. @returns what became different */
  restore(state: ConfigurationState): TableChange[] {
    return [...this.#tables].flatMap(([key, table]) =>
      table
        .restore(state.get(key) ?? new Map())
        .map(change => ({ ...parseTableKey(key), ...change })),
    );
  }
}
