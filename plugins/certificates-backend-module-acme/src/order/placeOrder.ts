import { isIP } from 'node:net';
import { OrderRequest } from '@cmt/backstage-plugin-certificates-node';
import { OpenAccount } from '../account/Account';
import {
  AcmeClient,
  AcmeProtocolError,
  parseJson,
} from '../protocol/AcmeClient';
import { certificateId } from '../protocol/certificateId';
import { AcmeProblemError } from '../protocol/problem';
import {
  Order,
  accountSchema,
  orderListSchema,
  orderSchema,
} from '../protocol/schemas';
import { OrderLedger } from './OrderLedger';

const DAY_MS = 86_400_000;
/** Orders of the account that are looked through for one that was lost. */
const MOST_ORDERS = 30;

export interface PlacingOptions {
  client: AcmeClient;
  ledger: OrderLedger;
  account: OpenAccount;
  request: OrderRequest;
  profile: string | null;
  requestLifetime: boolean;
  now: number;
  signal: AbortSignal;
}

/**
 * Finds or places the order at the CA, and answers its URL.
 *
 * @remarks
 *
 * When a replica has died between placing an order and entering it, the list of
 * orders of the account shows it, where the CA has one. Elsewhere it stays
 * behind, unfinished, and another one is placed.
 */
export async function placeOrder(options: PlacingOptions): Promise<string> {
  const { ledger, request } = options;
  const attempt = await ledger.attempt(request.id);
  if (attempt.url !== undefined) {
    return attempt.url;
  }
  await ledger.begin(request.id, attempt.number);
  const lost = attempt.wasBegun ? await findLost(options) : undefined;
  const url = lost ?? (await newOrder(options));
  await ledger.claim(url, request.id);
  return ledger.enter(request.id, attempt.number, url);
}

async function newOrder(options: PlacingOptions): Promise<string> {
  const { client, account, request, profile, now, signal } = options;
  const directory = await client.directory(signal);
  const replaces =
    directory.renewalInfo && request.replaces
      ? certificateId(request.replaces)
      : undefined;
  const order = {
    identifiers: request.names.map(toIdentifier),
    ...(profile !== null && { profile }),
    ...(options.requestLifetime &&
      request.lifetimeDays !== null && {
        notAfter: new Date(now + request.lifetimeDays * DAY_MS).toISOString(),
      }),
  };
  const post = (payload: object) =>
    client.post(directory.newOrder, payload, account, signal);
  const answer = await post(replaces ? { ...order, replaces } : order).catch(
    (error: unknown) => {
      if (replaces && isAboutReplacement(error)) {
        return post(order);
      }
      throw error;
    },
  );
  parseJson(answer, orderSchema);
  const url = answer.header('location');
  if (!url) {
    throw new AcmeProtocolError(
      'The CA took the order but gave no address of it',
    );
  }
  return url;
}

/** The CA does not know what is replaced, or it was replaced already. */
function isAboutReplacement(error: unknown): boolean {
  return (
    AcmeProblemError.isType(error, 'alreadyReplaced') ||
    (error instanceof AcmeProblemError &&
      [400, 403, 404, 409].includes(error.status) &&
      ['malformed', 'unauthorized', 'conflict', 'unknown'].includes(
        error.problem.type,
      ))
  );
}

async function findLost(options: PlacingOptions): Promise<string | undefined> {
  const { client, ledger, account, request, signal } = options;
  const { orders } = await client.read(
    account.accountUrl,
    accountSchema,
    account,
    signal,
  );
  if (!orders) {
    return undefined;
  }
  const urls = await client
    .read(orders, orderListSchema, account, signal)
    .then(list => list.orders.slice(-MOST_ORDERS).reverse())
    // Some CAs name a list that they do not have.
    .catch((error: unknown) => {
      if (error instanceof AcmeProblemError && error.status < 500) {
        return [];
      }
      throw error;
    });
  for (const url of urls) {
    const order = await client.read(url, orderSchema, account, signal);
    const isOpen = order.status === 'pending' || order.status === 'ready';
    if (
      isOpen &&
      namesOf(order) === request.names.join() &&
      (await ledger.claim(url, request.id))
    ) {
      return url;
    }
  }
  return undefined;
}

function toIdentifier(name: string) {
  return { type: isIP(name) ? 'ip' : 'dns', value: name };
}

function namesOf({ identifiers }: Order): string {
  return identifiers
    .map(({ value }) => value.toLowerCase())
    .sort()
    .join();
}
