import type { StatsEntries } from '../model/Resource';
import type { Links } from '../model/Links';

/** A value of statistics: a text or a number. */
export function text(description: string): { description: string } {
  return { description };
}

export function value(number: number): { value: number } {
  return { value: number };
}

/** Entries one level down, as statistics nest them. */
export function nested(entries: StatsEntries): {
  nestedStats: { entries: StatsEntries };
} {
  return { nestedStats: { entries } };
}

/** Entries whose keys are links: `https://localhost/mgmt/tm/<path>`. */
export function linked(
  links: Links,
  entries: Record<string, StatsEntries>,
): StatsEntries {
  return Object.fromEntries(
    Object.entries(entries).map(([path, inner]) => [
      links.entry(path),
      nested(inner),
    ]),
  );
}
