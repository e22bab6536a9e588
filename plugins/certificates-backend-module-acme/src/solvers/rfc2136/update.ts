import { randomInt } from 'node:crypto';
import {
  CLASS,
  OPCODE_UPDATE,
  TYPE,
  encodeName,
  encodeRecord,
  encodeText,
  uint16,
} from './wire';

export interface TextUpdate {
  zone: string;
  action: 'add' | 'delete';
  name: string;
  value: string;
  /** Seconds; means nothing for deleting. */
  ttl: number;
}

/**
 * Writes an update of a zone (RFC 2136): adds one TXT record, or deletes that one
 * and no other of its name (sections 2.5.1 and 2.5.4). Both may be repeated.
 */
export function encodeUpdate(update: TextUpdate): Buffer {
  const isAddition = update.action === 'add';
  const header = Buffer.concat([
    uint16(randomInt(0x10000)),
    uint16(OPCODE_UPDATE * 0x800),
    // One zone, nothing required, one change, nothing else.
    ...[1, 0, 1, 0].map(uint16),
  ]);
  return Buffer.concat([
    header,
    encodeName(update.zone),
    uint16(TYPE.SOA),
    uint16(CLASS.IN),
    encodeRecord({
      name: encodeName(update.name),
      type: TYPE.TXT,
      class: isAddition ? CLASS.IN : CLASS.NONE,
      ttl: isAddition ? update.ttl : 0,
      data: encodeText(update.value),
    }),
  ]);
}
