import { z } from 'zod';

/** `{ description }` of texts, `{ value }` of numbers, `nestedStats` of the rest. */
interface StatsNode {
  entries?: Record<string, StatsEntry>;
}
interface StatsEntry {
  description?: string;
  value?: number | string;
  nestedStats?: StatsNode;
}

const nodeSchema: z.ZodType<StatsNode> = z.lazy(() =>
  z.object({
    entries: z
      .record(
        z.string(),
        z.object({
          description: z.string().optional(),
          value: z.union([z.number(), z.string()]).optional(),
          nestedStats: nodeSchema.optional(),
        }),
      )
      .optional(),
  }),
);

/**
 * A statistics resource as a tree of texts: addresses as keys are replaced by
 * their last part, because the host and the spelling in them differ.
 */
export interface Stats {
  values: Map<string, string>;
  children: Map<string, Stats>;
}

/** Reads the nested form in which icrd answers for everything that is no configuration. */
export function readStats(body: unknown): Stats {
  return toStats(nodeSchema.parse(body));
}

function toStats(node: StatsNode): Stats {
  const stats: Stats = { values: new Map(), children: new Map() };
  for (const [key, entry] of Object.entries(node.entries ?? {})) {
    const name = key.replace(/\?.*$/, '').replace(/^.*\//, '');
    const text = entry.description ?? entry.value;
    if (text !== undefined) {
      stats.values.set(name, String(text).trim());
    }
    if (entry.nestedStats) {
      stats.children.set(name, toStats(entry.nestedStats));
    }
  }
  return stats;
}

/** The only record of a resource that has exactly one. */
export function onlyRecord(stats: Stats): Stats {
  return [...stats.children.values()][0] ?? stats;
}

/** What `sys/version` says. */
export function readVersion(body: unknown): {
  version: string | null;
  build: string | null;
} {
  const parsed = nodeSchema.safeParse(body);
  if (!parsed.success) {
    return { version: null, build: null };
  }
  const { values } = onlyRecord(toStats(parsed.data));
  return {
    version: values.get('Version') || null,
    build: values.get('Build') || null,
  };
}
