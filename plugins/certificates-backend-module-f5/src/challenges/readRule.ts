import { z } from 'zod';
import { readCollection } from '../client/collection';
import { IControlSession } from '../client/session';
import { fullPathOf, identity, texts } from '../scan/values';

const ruleSchema = z.object({
  ...identity,
  apiAnonymous: z.string().default(''),
});
const virtualSchema = z.object({ ...identity, rules: texts });

/** What a device has to answer challenges with. */
export interface RuleReading {
  /** Full path of the first iRule that answers challenges from the data group. */
  rule: string | null;
  /** Virtual servers that carry it. */
  virtualServers: string[];
}

/**
 * Looks for an iRule that answers challenges from a data group, whatever its
 * name is, and for its virtual servers.
 *
 * @throws CallError
 */
export async function readRule(
  session: IControlSession,
  dataGroup: string,
  pageSize: number,
): Promise<RuleReading> {
  const rules = await readCollection(session, {
    path: 'ltm/rule',
    pageSize,
    read: item => {
      const rule = ruleSchema.parse(item);
      return { fullPath: fullPathOf(rule), text: rule.apiAnonymous };
    },
    key: rule => rule.fullPath,
  });
  const name = dataGroup.replace(/[.]/g, '\\.');
  const reads = new RegExp(`\\bclass\\s+(lookup|match)\\b.*${name}(?![\\w.-])`);
  const fitting = rules.items
    .filter(
      ({ text }) =>
        text.includes('/.well-known/acme-challenge/') && reads.test(text),
    )
    .map(({ fullPath }) => fullPath);
  if (fitting.length === 0) {
    return { rule: null, virtualServers: [] };
  }
  const virtuals = await readCollection(session, {
    path: 'ltm/virtual',
    select: ['name', 'partition', 'subPath', 'fullPath', 'rules'],
    pageSize,
    read: item => {
      const virtual = virtualSchema.parse(item);
      return { fullPath: fullPathOf(virtual), rules: virtual.rules };
    },
    key: virtual => virtual.fullPath,
  });
  const carriers = virtuals.items.filter(({ rules: carried }) =>
    carried.some(rule => fitting.includes(rule)),
  );
  return {
    rule: fitting[0],
    virtualServers: carriers.map(({ fullPath }) => fullPath),
  };
}
