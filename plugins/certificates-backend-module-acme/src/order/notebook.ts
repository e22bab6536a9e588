import { z } from 'zod';

const proof = z.object({
  /** URLs at the CA. */
  authorization: z.string(),
  challenge: z.string(),
  type: z.enum(['dns-01', 'http-01']),
  /** Without the `*.` of a wildcard. */
  name: z.string(),
  token: z.string(),
  /** Position of its solver in the configuration. */
  solver: z.int(),
});

const notebook = z.object({
  orderUrl: z.string(),
  /**
   * - `placed`: nothing more is known
   * - `chosen`: it is known how each name is proven; from here on there may be
   *   something to clean up
   * - `presented`: the proofs are there
   * - `told`: the CA was told to look at them
   * - `cleaned`: the proofs are not needed any more, and gone
   */
  stage: z.enum(['placed', 'chosen', 'presented', 'told', 'cleaned']),
  proofs: z.array(proof),
  /** How often it was looked at in vain. */
  polls: z.int(),
});

/** How one name is proven. */
export type Proof = z.infer<typeof proof>;

/**
 * What an ACME CA notes about an order between two calls. Holds addresses and
 * tokens of challenges, which are public, and no secrets.
 */
export type Notebook = z.infer<typeof notebook>;

export function newNotebook(orderUrl: string): Notebook {
  return { orderUrl, stage: 'placed', proofs: [], polls: 0 };
}

/** A notebook as it comes back from the database; `undefined` for anything else. */
export function readNotebook(order: unknown): Notebook | undefined {
  const parsed = notebook.safeParse(order);
  return parsed.success ? parsed.data : undefined;
}

/** Whether there may be proofs that somebody has to remove. */
export function needsCleaning({ stage, proofs }: Notebook): boolean {
  return proofs.length > 0 && stage !== 'placed' && stage !== 'cleaned';
}
