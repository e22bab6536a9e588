import { OpenAccount } from '../account/Account';
import { AcmeClient } from '../protocol/AcmeClient';
import { AcmeProblemError } from '../protocol/problem';
import { authorizationSchema, orderSchema } from '../protocol/schemas';

/**
 * Ends an order that nobody waits for, by giving up what is not proven yet
 * (RFC 8555 section 7.5.2). Leaves one that is over as it is.
 */
export async function abandonOrder(options: {
  client: AcmeClient;
  account: OpenAccount;
  orderUrl: string;
  signal: AbortSignal;
}): Promise<void> {
  const { client, account, orderUrl, signal } = options;
  try {
    const order = await client.read(orderUrl, orderSchema, account, signal);
    if (order.status !== 'pending') {
      return;
    }
    for (const url of order.authorizations) {
      const { status } = await client.read(
        url,
        authorizationSchema,
        account,
        signal,
      );
      if (status === 'pending') {
        await client.post(url, { status: 'deactivated' }, account, signal);
      }
    }
  } catch (error) {
    // The CA knows it no more, or has just ended it: there is nothing to do.
    if (error instanceof AcmeProblemError && error.status < 500) {
      return;
    }
    throw error;
  }
}
