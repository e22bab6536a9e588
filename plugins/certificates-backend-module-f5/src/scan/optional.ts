import { ZodError } from 'zod';
import { protocol } from '../client/answerProblem';
import { CallError } from '../client/callError';
import { readCollection } from '../client/collection';
import { IControlSession } from '../client/session';

/**
 * Reads places that a device may lack, by its version or modules, or that the
 * user may not see. What is missing is told in {@link OptionalReader.warnings};
 * every other failure is one of the scan.
 */
export class OptionalReader {
  readonly #session: IControlSession;
  readonly #pageSize: number;
  readonly #absent: string[] = [];
  readonly #forbidden: string[] = [];

  constructor(session: IControlSession, pageSize: number) {
    this.#session = session;
    this.#pageSize = pageSize;
  }

  /** @returns nothing when the collection is missing or closed */
  collection<T>(
    path: string,
    read: (item: unknown) => T,
    options: { expandSubcollections?: boolean } = {},
  ): Promise<T[] | undefined> {
    return this.#attempt(path, async () => {
      const { items } = await readCollection(this.#session, {
        path,
        pageSize: this.#pageSize,
        expectAbsence: true,
        ...options,
        read: item => ({
          value: read(item),
          key: JSON.stringify(identityOf(item)),
        }),
        key: ({ key }) => key,
      });
      return items.map(({ value }) => value);
    });
  }

  /** @returns nothing when the resource is missing or closed */
  resource<T>(
    path: string,
    read: (body: unknown) => T,
  ): Promise<T | undefined> {
    return this.#attempt(path, async () => {
      const body = await this.#session.get(addressOf(path), {
        expectAbsence: true,
      });
      try {
        return read(body);
      } catch (error) {
        if (error instanceof ZodError) {
          throw new CallError(
            `GET ${addressOf(path)}`,
            protocol('was answered in a form that is not known'),
          );
        }
        throw error;
      }
    });
  }

  /**
   * Asks once more for what was not found: a device that starts says "not found"
   * as well.
   *
   * @throws CallError when something is there after all
   */
  async confirmAbsence(): Promise<void> {
    await Promise.all(
      this.#absent.map(async path => {
        const there = await this.#session
          .get(`${addressOf(path)}?$top=1`, { expectAbsence: true })
          .then(
            () => true,
            error => {
              if (error instanceof CallError && error.problem.absent) {
                return false;
              }
              throw error;
            },
          );
        if (there) {
          throw new CallError(`GET ${addressOf(path)}`, {
            kind: 'not-ready',
            message: 'was answered with "not found" at first, and later not',
            remedy: 'The device was starting; the next scan reads it in full.',
          });
        }
      }),
    );
  }

  /** What is missing, for people. */
  warnings(): string[] {
    const list = (paths: string[]) => [...paths].sort().join(', ');
    return [
      ...(this.#absent.length > 0
        ? [
            `Not read, because this version or its modules do not have it: ${list(
              this.#absent,
            )}.`,
          ]
        : []),
      ...(this.#forbidden.length > 0
        ? [
            `Not read, because the user may not see it: ${list(
              this.#forbidden,
            )}. Certificates that are used only there are shown as unused.`,
          ]
        : []),
    ];
  }

  async #attempt<T>(
    path: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof CallError && error.problem.absent) {
        this.#absent.push(path);
        return undefined;
      }
      if (error instanceof CallError && error.kind === 'permission') {
        this.#forbidden.push(path);
        return undefined;
      }
      throw error;
    }
  }
}

function addressOf(path: string): string {
  return path.startsWith('shared/') ? `/mgmt/${path}` : `/mgmt/tm/${path}`;
}

function identityOf(item: unknown): unknown {
  const { fullPath, name, partition } = Object(item) as Record<string, unknown>;
  return fullPath ?? [partition, name];
}
