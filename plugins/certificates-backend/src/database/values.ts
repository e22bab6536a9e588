/**
 * A 64-bit integer column as drivers answer it: SQLite as a number, Postgres as
 * text because it may exceed what a number holds. Ours never do.
 *
 * @internal
 */
export type BigIntColumn = number | string;

/**
 * Stands for "not known" in columns of times that are compared and sorted:
 * later than every time, and the largest integer that a number holds exactly.
 *
 * @internal
 */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** @internal */
export function toNumber(value: BigIntColumn): number;
/** @internal */
export function toNumber(value: BigIntColumn | null): number | null;
export function toNumber(value: BigIntColumn | null): number | null {
  return value === null ? null : Number(value);
}

/** Largest time that a `Date` can hold. */
const MAX_DATE = 8_640_000_000_000_000;

/**
 * A time column as ISO 8601; `null` where it is not known.
 *
 * @internal
 */
export function toIso(value: BigIntColumn): string | null;
/** @internal */
export function toIso(value: BigIntColumn | null): string | null;
export function toIso(value: BigIntColumn | null): string | null {
  if (value === null) {
    return null;
  }
  const time = Number(value);
  return Math.abs(time) > MAX_DATE ? null : new Date(time).toISOString();
}

/** @internal */
export function toFlag(value: boolean): number;
/** @internal */
export function toFlag(value: boolean | null): number | null;
export function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** @internal */
export function fromFlag(value: number): boolean;
/** @internal */
export function fromFlag(value: number | null): boolean | null;
export function fromFlag(value: number | null): boolean | null {
  return value === null ? null : value === 1;
}

/**
 * Reads a JSON column that this plugin wrote.
 *
 * @internal
 */
export function fromJson<T>(value: string): T;
/** @internal */
export function fromJson<T>(value: string | null): T | null;
export function fromJson<T>(value: string | null): T | null {
  return value === null ? null : (JSON.parse(value) as T);
}

/** @internal */
export function toJson(value: object): string;
/** @internal */
export function toJson(value: object | null): string | null;
export function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
