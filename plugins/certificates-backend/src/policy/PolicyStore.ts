import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  Policy,
  PolicyChange,
  PolicyInput,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { z } from 'zod';
import { policyInputSchema } from '../config';
import { BigIntColumn, fromJson, toIso, toJson, transact } from '../database';
import { byPrecedence } from './rules';

type PolicyRow = { id: string; source: Policy['source']; policy: string };

/**
 * Policies that are declared, and those that people make. The declared ones are
 * copied to the database only for their history.
 */
export class PolicyStore {
  readonly #knex: Knex;
  readonly #declared: readonly Policy[];
  readonly #clock: () => number;

  constructor(options: {
    knex: Knex;
    declared: readonly Policy[];
    clock: () => number;
  }) {
    this.#knex = options.knex;
    this.#declared = options.declared;
    this.#clock = options.clock;
  }

  /** By precedence. */
  async list(): Promise<Policy[]> {
    const rows = await this.#knex<PolicyRow>('policies')
      .where('source', 'ui')
      .select('policy');
    return [
      ...this.#declared,
      ...rows.map(row => fromJson<Policy>(row.policy)),
    ].sort(byPrecedence);
  }

  /** @throws InputError that names all that is wrong */
  async create(input: unknown, by: string): Promise<Policy> {
    const policy: Policy = {
      ...parsePolicyInput(input),
      id: randomUUID(),
      source: 'ui',
    };
    await this.#write(policy.id, by, undefined, policy);
    return policy;
  }

  /** @throws NotFoundError, ConflictError for declared ones, InputError */
  async update(id: string, input: unknown, by: string): Promise<Policy> {
    const before = await this.#changeable(id);
    const policy: Policy = { ...parsePolicyInput(input), id, source: 'ui' };
    if (!isDeepStrictEqual(before, policy)) {
      await this.#write(id, by, before, policy);
    }
    return policy;
  }

  /** @throws NotFoundError, ConflictError for declared ones */
  async delete(id: string, by: string): Promise<Policy> {
    const before = await this.#changeable(id);
    await this.#write(id, by, before, undefined);
    return before;
  }

  /** Newest first. @throws NotFoundError when there never was such a policy */
  async changes(id: string): Promise<PolicyChange[]> {
    const rows = await this.#knex('policy_changes')
      .where('policy_id', id)
      .orderBy('id', 'desc')
      .limit(500)
      .select<
        {
          at: BigIntColumn;
          by: string | null;
          change: PolicyChange['change'];
          before: string | null;
          after: string | null;
        }[]
      >('at', 'by', 'change', 'before', 'after');
    if (rows.length === 0) {
      throw new NotFoundError(`No policy has the id '${id}'`);
    }
    return rows.map(row => ({
      at: toIso(Number(row.at)) ?? '',
      by: row.by,
      change: row.change,
      before: fromJson<Policy>(row.before),
      after: fromJson<Policy>(row.after),
    }));
  }

  /** Notes in the history what has changed about the declared policies. */
  async recordDeclared(): Promise<void> {
    const rows = await this.#knex<PolicyRow>('policies')
      .whereNot('source', 'ui')
      .select('*');
    const before = new Map(
      rows.map(row => [row.id, fromJson<Policy>(row.policy)]),
    );
    for (const policy of this.#declared) {
      const old = before.get(policy.id);
      before.delete(policy.id);
      if (!old || !isDeepStrictEqual(old, JSON.parse(JSON.stringify(policy)))) {
        await this.#write(policy.id, null, old, policy);
      }
    }
    for (const [id, old] of before) {
      await this.#write(id, null, old, undefined);
    }
  }

  async #changeable(id: string): Promise<Policy> {
    if (this.#declared.some(policy => policy.id === id)) {
      throw new ConflictError(
        `The policy '${id}' is declared in the configuration and can only be changed there`,
      );
    }
    const row = await this.#knex<PolicyRow>('policies')
      .where({ id, source: 'ui' })
      .first();
    if (!row) {
      throw new NotFoundError(`No policy has the id '${id}'`);
    }
    return fromJson<Policy>(row.policy);
  }

  async #write(
    id: string,
    by: string | null,
    before: Policy | undefined,
    after: Policy | undefined,
  ): Promise<void> {
    await transact(this.#knex, async transaction => {
      if (after) {
        await transaction('policies')
          .insert({ id, source: after.source, policy: toJson(after) })
          .onConflict('id')
          .merge();
      } else {
        await transaction('policies').where('id', id).delete();
      }
      await transaction('policy_changes').insert({
        policy_id: id,
        at: this.#clock(),
        by,
        change: changeOf(before, after),
        before: toJson(before ?? null),
        after: toJson(after ?? null),
      });
    });
  }
}

/** @throws InputError that names all that is wrong */
export function parsePolicyInput(input: unknown): PolicyInput {
  const result = policyInputSchema.safeParse(input);
  if (!result.success) {
    throw new InputError(
      `The policy is not valid: ${result.error.issues
        .map(issue => describeIssue(issue))
        .join('; ')}`,
    );
  }
  return result.data;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const key = issue.path.map(String).join('.');
  return key ? `${key}: ${issue.message}` : issue.message;
}

function changeOf(
  before: Policy | undefined,
  after: Policy | undefined,
): PolicyChange['change'] {
  if (!before) return 'created';
  return after ? 'changed' : 'deleted';
}
