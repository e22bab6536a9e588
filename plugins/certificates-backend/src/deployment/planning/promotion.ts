import {
  BindingSelector,
  CreateDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';

/** What the same change means in another environment. @internal */
export interface Promotion {
  /** Absent where it is everywhere that the certificate is used there. */
  bindings?: BindingSelector[];
  /** What was made of the choice, for the story of the deployment. */
  notes: string[];
}

/**
 * Finds chosen bindings again by the names of their profiles. What is not found is
 * told, never dropped silently; where nothing is, the whole environment is meant,
 * which its plan has to be confirmed for anyway.
 *
 * @param there - bindings of the certificate in the other environment
 * @internal
 */
export function promoteBindings(
  request: Pick<CreateDeploymentRequest, 'bindings' | 'newBindings'>,
  environment: string,
  there: readonly BindingSelector[],
): Promotion {
  const { bindings = [], newBindings = [] } = request;
  const notes: string[] = [];
  if (newBindings.length > 0) {
    notes.push(
      `The original also made ${newBindings
        .map(({ profile }) => profile)
        .join(
          ', ',
        )}: new profiles are not promoted, plan them for '${environment}' where they are wanted`,
    );
  }
  const found = new Map<string, BindingSelector>();
  const missing: string[] = [];
  for (const binding of bindings) {
    const matches = matchesOf(binding, there);
    if (matches.length === 0) {
      missing.push(`${binding.profile} of ${binding.unit}`);
    }
    for (const match of matches) {
      found.set(JSON.stringify(match), match);
    }
  }
  if (found.size > 0) {
    notes.push(
      `The original was for chosen bindings; these were found in '${environment}' by the names of their profiles: ${listOf(
        [...found.values()].map(({ unit, profile }) => `${profile} of ${unit}`),
      )}`,
    );
  }
  if (missing.length > 0) {
    notes.push(
      `No profile of the same name uses the certificate in '${environment}' for ${listOf(
        missing,
      )}`,
    );
  }
  if (found.size === 0 && (bindings.length > 0 || newBindings.length > 0)) {
    notes.push(
      `The original was for chosen bindings, none of which was found: this plan is for every place where the certificate is used in '${environment}'`,
    );
  }
  return {
    notes,
    ...(found.size > 0 && { bindings: [...found.values()] }),
  };
}

/**
 * Bindings of the same side and profile, by its full path where there is one and
 * else by its name, as folders are often named after environments. Of one profile
 * only the same entry, unless it has no entry of that name.
 */
function matchesOf(
  binding: BindingSelector,
  there: readonly BindingSelector[],
): BindingSelector[] {
  const sameSide = there.filter(({ side }) => side === binding.side);
  const samePath = sameSide.filter(
    ({ profile }) => profile === binding.profile,
  );
  const named =
    samePath.length > 0
      ? samePath
      : sameSide.filter(
          ({ profile }) => nameOf(profile) === nameOf(binding.profile),
        );
  return named.filter(
    candidate =>
      candidate.entry === binding.entry ||
      !named.some(
        other =>
          other.unit === candidate.unit &&
          other.profile === candidate.profile &&
          other.entry === binding.entry,
      ),
  );
}

function nameOf(fullPath: string): string {
  return fullPath.slice(fullPath.lastIndexOf('/') + 1);
}

/** The first few of a list that may be long. */
function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 10);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
