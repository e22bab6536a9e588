import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  CLASS,
  TYPE,
  WireError,
  encodeName,
  encodeRecord,
  recordsOf,
  skipName,
  uint16,
  uint32,
  uint48,
} from './wire';

/** Seconds that the clocks of both sides may differ (RFC 8945 section 10). */
const FUDGE_SECONDS = 300;
const ADDITIONAL_COUNT_AT = 10;

export type TsigAlgorithm = 'hmac-sha256' | 'hmac-sha512';

export interface TsigKey {
  name: string;
  secret: Buffer;
  algorithm: TsigAlgorithm;
}

/** What a server has answered about the signature. */
export interface TsigAnswer {
  /** RFC 8945 section 3: 0, 16 BADSIG, 17 BADKEY, 18 BADTIME. */
  error: number;
  /** Whether the answer is signed with the same key, for this request. */
  isGenuine: boolean;
}

/** Signs a message (RFC 8945 section 5.1). */
export function signMessage(
  message: Buffer,
  key: TsigKey,
  now: number,
): { signed: Buffer; mac: Buffer } {
  const time = Math.floor(now / 1000);
  const mac = createHmac(hashOf(key), key.secret)
    .update(message)
    .update(variables(key, { time, fudge: FUDGE_SECONDS, error: 0 }))
    .digest();
  const data = Buffer.concat([
    encodeName(key.algorithm),
    uint48(time),
    uint16(FUDGE_SECONDS),
    uint16(mac.length),
    mac,
    // The original id, the error, and no other data.
    message.subarray(0, 2),
    uint16(0),
    uint16(0),
  ]);
  const record = encodeRecord({
    name: encodeName(key.name),
    type: TYPE.TSIG,
    class: CLASS.ANY,
    ttl: 0,
    data,
  });
  const signed = Buffer.concat([message, record]);
  signed.writeUInt16BE(
    signed.readUInt16BE(ADDITIONAL_COUNT_AT) + 1,
    ADDITIONAL_COUNT_AT,
  );
  return { signed, mac };
}

/**
 * Reads the signature of an answer (RFC 8945 section 5.3).
 *
 * @returns `undefined` when it is not signed
 */
export function readSignature(
  answer: Buffer,
  key: TsigKey,
  request: { mac: Buffer; now: number },
): TsigAnswer | undefined {
  const last = recordsOf(answer).at(-1);
  if (last?.type !== TYPE.TSIG) {
    return undefined;
  }
  const fields = readFields(last.data);
  const unsigned = Buffer.from(answer.subarray(0, last.at));
  unsigned.writeUInt16BE(
    unsigned.readUInt16BE(ADDITIONAL_COUNT_AT) - 1,
    ADDITIONAL_COUNT_AT,
  );
  fields.originalId.copy(unsigned, 0);
  const expected = createHmac(hashOf(key), key.secret)
    .update(uint16(request.mac.length))
    .update(request.mac)
    .update(unsigned)
    .update(variables(key, fields))
    .digest();
  const isInTime =
    Math.abs(request.now / 1000 - fields.time) <= fields.fudge + 1;
  return {
    error: fields.error,
    isGenuine:
      isInTime &&
      fields.mac.length === expected.length &&
      timingSafeEqual(fields.mac, expected),
  };
}

function readFields(data: Buffer) {
  const at = skipName(data, 0);
  if (data.length < at + 10) {
    throw new WireError('The signature is cut off');
  }
  const macEnd = at + 10 + data.readUInt16BE(at + 8);
  if (data.length < macEnd + 6) {
    throw new WireError('The signature is cut off');
  }
  return {
    time: data.readUIntBE(at, 6),
    fudge: data.readUInt16BE(at + 6),
    mac: data.subarray(at + 10, macEnd),
    originalId: data.subarray(macEnd, macEnd + 2),
    error: data.readUInt16BE(macEnd + 2),
    other: data.subarray(macEnd + 6),
  };
}

/** RFC 8945 section 4.3.3. */
function variables(
  key: TsigKey,
  fields: { time: number; fudge: number; error: number; other?: Buffer },
): Buffer {
  const other = fields.other ?? Buffer.alloc(0);
  return Buffer.concat([
    encodeName(key.name),
    uint16(CLASS.ANY),
    uint32(0),
    encodeName(key.algorithm),
    uint48(fields.time),
    uint16(fields.fudge),
    uint16(fields.error),
    uint16(other.length),
    other,
  ]);
}

function hashOf({ algorithm }: TsigKey): string {
  return algorithm === 'hmac-sha512' ? 'sha512' : 'sha256';
}
