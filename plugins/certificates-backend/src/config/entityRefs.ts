import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { z } from 'zod';

/** An entity ref with its kind, in the full form that the catalog compares. */
function entityRef(kinds: readonly string[], example: string) {
  return z.string().transform((value, context) => {
    try {
      const ref = stringifyEntityRef(
        parseEntityRef(value, { defaultNamespace: 'default' }),
      );
      if (kinds.length === 0 || kinds.includes(ref.split(':')[0])) {
        return ref;
      }
    } catch {
      // Reported below, with an example.
    }
    context.addIssue(`expected an entity ref, for example ${example}`);
    return z.NEVER;
  });
}

export const ownerRef = entityRef(['group', 'user'], 'group:default/platform');
export const systemRef = entityRef(['system'], 'system:default/shop');
export const anyRef = entityRef([], 'component:default/shop');
