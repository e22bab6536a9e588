import { createHash } from 'node:crypto';
import {
  AuthorityContext,
  AuthorityError,
  AuthorityHealth,
  Challenge,
  ChallengeSolver,
} from '@cmt/backstage-plugin-certificates-node';
import { SolverEntry } from '../config/readAcmeConfig';
import { AcmeProtocolError } from '../protocol/AcmeClient';
import { Authorization } from '../protocol/schemas';
import { Proof } from './notebook';

/** Proofs that are presented or removed at once. */
const AT_ONCE = 4;

type ChallengeType = Challenge['type'];

/** A solver with what it is configured for. */
export interface ConfiguredSolver {
  entry: SolverEntry;
  /** In the order of preference. */
  types: readonly ChallengeType[];
  solver: ChallengeSolver;
}

/**
 * The solvers of a CA. The first in the configuration that fits a name proves
 * it; a wildcard can only be proven in the DNS (RFC 8555 section 8.4).
 */
export class Solvers {
  readonly #solvers: readonly ConfiguredSolver[];
  readonly #authority: string;

  constructor(authority: string, solvers: readonly ConfiguredSolver[]) {
    this.#authority = authority;
    this.#solvers = solvers;
  }

  get wildcards(): boolean {
    return this.#solvers.some(({ types }) => types.includes('dns-01'));
  }

  /** Names that can be proven, for people; `null` for all. */
  get names(): string | null {
    const names = this.#solvers.map(({ entry }) => entry.names);
    return names.includes(null) ? null : `Only ${names.flat().join(', ')}`;
  }

  /** @throws AuthorityError when a name cannot be proven, whatever the CA offers */
  checkNames(names: readonly string[]): void {
    const without = names.filter(
      name => this.#fitting(name, ['dns-01', 'http-01']).length === 0,
    );
    if (without.length > 0) {
      throw this.#noSolver(without);
    }
  }

  /** Chooses how to prove the name of an authorization. */
  choose(url: string, authorization: Authorization): Proof {
    const { identifier, wildcard, challenges } = authorization;
    const name = identifier.value.toLowerCase();
    const offered = challenges.map(({ type }) => type);
    const asked = wildcard ? `*.${name}` : name;
    const [choice] = this.#fitting(asked, offered);
    if (!choice) {
      throw this.#noSolver([asked]);
    }
    const challenge = challenges.find(({ type }) => type === choice.type)!;
    if (challenge.token === undefined) {
      throw new AcmeProtocolError('The CA gave a challenge without a token');
    }
    return {
      authorization: url,
      challenge: challenge.url,
      type: choice.type,
      name,
      token: challenge.token,
      solver: choice.index,
    };
  }

  /** How long clients have to be given to see proofs. */
  propagationMs(proofs: readonly Proof[]): number {
    return Math.max(
      0,
      ...proofs.map(
        ({ solver }) => this.#solvers[solver]?.entry.propagationMs ?? 0,
      ),
    );
  }

  async present(
    proofs: readonly Proof[],
    thumbprint: string,
    context: AuthorityContext,
  ): Promise<void> {
    await inGroups(proofs, async proof => {
      await this.#call(proof, solver =>
        solver.present(challengeOf(proof, thumbprint), context),
      );
    });
  }

  async cleanUp(
    proofs: readonly Proof[],
    thumbprint: string,
    context: AuthorityContext,
  ): Promise<void> {
    await inGroups(proofs, async proof => {
      await this.#call(proof, solver =>
        solver.cleanUp(challengeOf(proof, thumbprint), context),
      );
    });
  }

  /** The first solver that is not well; `undefined` when all are. */
  async trouble(
    context: AuthorityContext,
  ): Promise<AuthorityHealth | undefined> {
    for (const { solver } of this.#solvers) {
      const health = await solver.health?.(context);
      if (health && health.status !== 'ok') {
        return health;
      }
    }
    return undefined;
  }

  #fitting(
    name: string,
    offered: readonly string[],
  ): { index: number; type: ChallengeType }[] {
    const isWildcard = name.startsWith('*.');
    return this.#solvers.flatMap(({ entry, types }, index) => {
      const type = types.find(
        each => offered.includes(each) && (each === 'dns-01' || !isWildcard),
      );
      return type && isNamed(entry.names, name) ? [{ index, type }] : [];
    });
  }

  async #call(
    proof: Proof,
    call: (solver: ChallengeSolver) => Promise<void>,
  ): Promise<void> {
    const configured = this.#solvers[proof.solver];
    if (!configured) {
      // The configuration has changed since; what it put cannot be reached.
      throw this.#noSolver([proof.name]);
    }
    try {
      await call(configured.solver);
    } catch (error) {
      if (AuthorityError.is(error)) {
        throw error;
      }
      throw new AuthorityError({
        kind: 'later',
        authority: this.#authority,
        code: 'solver',
        message: `The solver ${configured.entry.kind} could not answer the challenge for ${proof.name}`,
        // Its message may hold what the solver was configured with.
        cause: error instanceof Error ? error.name : null,
        remedy: 'Check the solver in the configuration of this CA.',
      });
    }
  }

  #noSolver(names: readonly string[]): AuthorityError {
    return new AuthorityError({
      kind: 'person',
      authority: this.#authority,
      code: 'no-solver',
      message: `Nothing is configured to prove control over ${names.join(
        ', ',
      )} to the CA ${this.#authority}`,
      remedy:
        'Add a solver for these names to the solvers of this CA (for wildcards one for dns-01), or choose another CA.',
    });
  }
}

function challengeOf(proof: Proof, thumbprint: string): Challenge {
  const keyAuthorization = `${proof.token}.${thumbprint}`;
  return {
    type: proof.type,
    name: proof.name,
    token: proof.token,
    keyAuthorization,
    recordName: `_acme-challenge.${proof.name}`,
    recordValue: createHash('sha256')
      .update(keyAuthorization)
      .digest('base64url'),
  };
}

/** `*` stands for any text; a wildcard counts as the name that it is below. */
function isNamed(patterns: readonly string[] | null, name: string): boolean {
  return (
    patterns === null ||
    patterns.some(pattern => {
      const expression = pattern
        .split('*')
        .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*');
      return new RegExp(`^${expression}$`).test(name);
    })
  );
}

/** Does all of it, some at a time; fails with the first error after all have ended. */
async function inGroups<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  for (let begin = 0; begin < items.length; begin += AT_ONCE) {
    const results = await Promise.allSettled(
      items.slice(begin, begin + AT_ONCE).map(work),
    );
    errors.push(
      ...results.flatMap(result =>
        result.status === 'rejected' ? [result.reason] : [],
      ),
    );
  }
  if (errors.length > 0) {
    throw errors[0];
  }
}
