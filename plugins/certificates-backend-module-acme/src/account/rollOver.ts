import { AcmeClient } from '../protocol/AcmeClient';
import { AccountKey, signRequest } from '../protocol/jws';
import { AcmeProblemError } from '../protocol/problem';
import type { OpenAccount } from './Account';

/**
 * Gives an account another key (RFC 8555 section 7.3.5). May be called again
 * when nobody knows whether it has succeeded.
 *
 * @returns whether the account has the next key now; `false` where the CA does
 * not change keys
 */
export async function rollOver(options: {
  client: AcmeClient;
  account: OpenAccount;
  next: AccountKey;
  signal: AbortSignal;
}): Promise<boolean> {
  const { client, account, next, signal } = options;
  const { keyChange } = await client.directory(signal);
  if (await hasKey(options)) {
    return true;
  }
  if (!keyChange) {
    return false;
  }
  try {
    await client.post(
      keyChange,
      await signRequest({
        key: next,
        url: keyChange,
        payload: { account: account.accountUrl, oldKey: account.key.jwk },
      }),
      account,
      signal,
    );
    return true;
  } catch (error) {
    // Another replica may have done it in between.
    if (error instanceof AcmeProblemError && (await hasKey(options))) {
      return true;
    }
    throw error;
  }
}

/** Whether the account has the next key already. */
async function hasKey(options: {
  client: AcmeClient;
  account: OpenAccount;
  next: AccountKey;
  signal: AbortSignal;
}): Promise<boolean> {
  const { client, account, next, signal } = options;
  const { newAccount } = await client.directory(signal);
  try {
    const answer = await client.post(
      newAccount,
      { onlyReturnExisting: true },
      { key: next },
      signal,
    );
    return answer.header('location') === account.accountUrl;
  } catch (error) {
    if (AcmeProblemError.isType(error, 'accountDoesNotExist')) {
      return false;
    }
    throw error;
  }
}
