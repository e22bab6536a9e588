import { AuthorityError } from '@cmt/backstage-plugin-certificates-node';

/** We were told to stop before anything was done. */
export function throwIfStopped(signal: AbortSignal, authority: string): void {
  if (signal.aborted) {
    throw new AuthorityError({
      kind: 'later',
      authority,
      code: 'cancelled',
      message: 'The order was stopped because the backend stops',
      remedy: 'Nothing: it goes on by itself.',
    });
  }
}

/** Makes what goes wrong below, in the database for example, an `AuthorityError`. */
export async function asAuthorityError<T>(
  authority: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (AuthorityError.is(error)) {
      throw error;
    }
    throw new AuthorityError({
      kind: 'later',
      authority,
      code: 'records',
      message: `What the CA ${authority} remembers could not be read or written`,
      // The name of an error holds nothing of what it was about.
      cause: error instanceof Error ? error.name : null,
      remedy:
        'Check the database, and that certificates.custody.keys is configured: the keys of a CA are only kept encrypted. The log of the backend says more.',
    });
  }
}
