import { AuthorityServices } from '@cmt/backstage-plugin-certificates-node';
import { z } from 'zod';
import { CLOCK_SKEW_MS, Signer, base64 } from '../hierarchy/signer';
import { RevokedEntry, createCrl } from './createCrl';

/** A new list is made after this share of the lifetime of the old one. */
const RENEW_AFTER_SHARE = 1 / 7;

const record = z.object({
  /** DER, base64. */
  crl: z.base64(),
  madeAt: z.number(),
  nextUpdate: z.number(),
  /** Serial numbers in the list, to see whether it is complete. */
  serialNumbers: z.array(z.string()),
});

export interface PublishedCrl {
  number: number;
  /** DER. */
  body: Uint8Array;
  nextUpdate: number;
}

/**
 * Keeps the revocation lists of a CA. Numbers only grow, whichever replica makes
 * a list (RFC 5280 section 5.2.3): a number is taken by inserting its record.
 */
export class CrlPublisher {
  readonly #services: AuthorityServices;

  constructor(services: AuthorityServices) {
    this.#services = services;
  }

  /** The list that holds now; made anew where it is old or lacks a revocation. */
  async current(options: {
    /** What it is the list of; part of the keys of records. */
    name: string;
    signer: Signer;
    entries: RevokedEntry[];
    lifetimeMs: number;
  }): Promise<PublishedCrl> {
    const { name, signer, lifetimeMs } = options;
    const { records, clock } = this.#services;
    const entries = [...options.entries].sort((a, b) =>
      a.serialNumber < b.serialNumber ? -1 : 1,
    );
    const serialNumbers = entries.map(({ serialNumber }) => serialNumber);
    const prefix = `crl/${name}/`;
    const known = await records.list(prefix);
    const last = known.at(-1);
    const now = clock();
    if (last) {
      const crl = parse(last.key.slice(prefix.length), last.value);
      const isFresh = now < crl.madeAt + lifetimeMs * RENEW_AFTER_SHARE;
      if (isFresh && crl.serialNumbers.join() === serialNumbers.join()) {
        return crl;
      }
    }

    const number = last ? Number(last.key.slice(prefix.length)) + 1 : 1;
    const nextUpdate = now + lifetimeMs;
    const body = await createCrl({
      signer,
      number,
      thisUpdate: now - CLOCK_SKEW_MS,
      nextUpdate,
      entries,
    });
    const value = JSON.stringify({
      crl: base64(body),
      madeAt: now,
      nextUpdate,
      serialNumbers,
    } satisfies z.input<typeof record>);
    const key = numberKey(number);
    const isFirst = await records.insert(`${prefix}${key}`, value);
    if (!isFirst) {
      // Another replica has made the list of this number; ours is forgotten.
      const theirs = await records.get(`${prefix}${key}`);
      return parse(key, theirs ?? value);
    }
    for (const old of known) {
      await records.delete(old.key);
    }
    return parse(key, value);
  }
}

/** Keys sort like the numbers that they stand for. */
function numberKey(number: number): string {
  return String(number).padStart(10, '0');
}

function parse(key: string, value: string) {
  const { crl, madeAt, nextUpdate, serialNumbers } = record.parse(
    JSON.parse(value),
  );
  return {
    number: Number(key),
    body: new Uint8Array(Buffer.from(crl, 'base64')),
    madeAt,
    nextUpdate,
    serialNumbers,
  };
}
