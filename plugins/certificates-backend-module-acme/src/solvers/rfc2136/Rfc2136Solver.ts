import {
  AuthorityContext,
  AuthorityError,
  Challenge,
  ChallengeSolver,
} from '@cmt/backstage-plugin-certificates-node';
import { ExchangeError, Server, exchange } from './exchange';
import { TsigKey, readSignature, signMessage } from './tsig';
import { TextUpdate, encodeUpdate } from './update';
import { HEADER_LENGTH, OPCODE_UPDATE, WireError } from './wire';

export interface Rfc2136Options extends Server {
  zone: string;
  /** `{name}` stands for the name that is proven. */
  recordName: string;
  ttl: number;
  key: TsigKey;
}

/** Answers of RFC 1035, RFC 2136 and RFC 8945, for people. */
const CODES: Record<number, string> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
};
const SERVFAIL = 2;

const REMEDIES: Record<string, string> = {
  REFUSED: 'Let the server accept updates of this record with this key.',
  NOTAUTH: 'Check that zone is a zone of this server, and the key.',
  NOTZONE: 'Check that the record is in zone.',
  NOTIMP: 'The server takes no updates; use another one.',
  BADSIG: 'Check keySecret and keyAlgorithm.',
  BADKEY: 'Check keyName: the server does not know this key.',
  BADTIME: 'Set the clocks of the server and of the backend.',
};

/** Puts proofs into the DNS by dynamic updates, signed with TSIG (RFC 2136, RFC 8945). */
export class Rfc2136Solver implements ChallengeSolver {
  readonly #options: Rfc2136Options;
  readonly #authority: string;
  readonly #clock: () => number;

  constructor(options: Rfc2136Options, authority: string, clock: () => number) {
    this.#options = options;
    this.#authority = authority;
    this.#clock = clock;
  }

  async present(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    await this.#update('add', challenge, context);
  }

  async cleanUp(
    challenge: Challenge,
    context: AuthorityContext,
  ): Promise<void> {
    await this.#update('delete', challenge, context);
  }

  async #update(
    action: TextUpdate['action'],
    challenge: Challenge,
    { signal }: AuthorityContext,
  ): Promise<void> {
    const { zone, ttl, key } = this.#options;
    const name = this.#recordName(challenge);
    const now = this.#clock();
    const message = encodeUpdate({
      zone,
      action,
      name,
      value: challenge.recordValue,
      ttl,
    });
    const { signed, mac } = signMessage(message, key, now);
    let answer: Buffer;
    try {
      answer = await exchange(signed, this.#options, signal);
    } catch (error) {
      throw this.#problem(
        'later',
        name,
        `does not answer${
          error instanceof ExchangeError ? `: ${error.message}` : ''
        }`,
        'Check server, port and transport, and that the backend can reach it.',
      );
    }
    this.#check(name, answer, signed, mac);
  }

  #check(name: string, answer: Buffer, request: Buffer, mac: Buffer): void {
    const { key } = this.#options;
    let signature;
    try {
      signature = readSignature(answer, key, { mac, now: this.#clock() });
      if (answer.length < HEADER_LENGTH || !isAnswerTo(answer, request)) {
        throw new WireError('It is no answer to the update');
      }
    } catch (error) {
      if (error instanceof WireError) {
        throw this.#problem(
          'later',
          name,
          'has answered with something that is no DNS message',
          'Check server and port.',
        );
      }
      throw error;
    }
    // eslint-disable-next-line no-bitwise -- the last four bits of the flags
    const code = signature?.error || answer.readUInt16BE(2) & 0xf;
    if (code !== 0) {
      const text = CODES[code] ?? `error ${code}`;
      throw this.#problem(
        code === SERVFAIL ? 'later' : 'person',
        name,
        `has answered with ${text}`,
        REMEDIES[text] ?? 'Look at the log of the DNS server.',
      );
    }
    if (!signature?.isGenuine) {
      throw this.#problem(
        'person',
        name,
        'has given an answer that is not signed with the key',
        'Check the key; somebody else may have answered.',
      );
    }
  }

  #recordName({ name }: Challenge): string {
    const { zone, recordName } = this.#options;
    const record = recordName.replace('{name}', name);
    if (record !== zone && !record.endsWith(`.${zone}`)) {
      throw this.#problem(
        'person',
        record,
        `is configured for the zone ${zone}, where this record is not`,
        'Let names of this solver hold only names of its zone, or delegate: a CNAME for _acme-challenge, and recordName.',
      );
    }
    return record;
  }

  #problem(
    kind: 'later' | 'person',
    name: string,
    what: string,
    remedy: string,
  ): AuthorityError {
    return new AuthorityError({
      kind,
      authority: this.#authority,
      code: 'solver',
      message: `The DNS server ${this.#options.host} ${what} (record ${name})`,
      remedy,
    });
  }
}

/** Same id, same kind of message, and the bit of answers. */
function isAnswerTo(answer: Buffer, request: Buffer): boolean {
  const flags = answer.readUInt16BE(2);
  return (
    answer.readUInt16BE(0) === request.readUInt16BE(0) &&
    flags >= 0x8000 &&
    Math.floor(flags / 0x800) % 0x10 === OPCODE_UPDATE
  );
}
