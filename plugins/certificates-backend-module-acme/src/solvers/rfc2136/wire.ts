/** Numbers of RFC 1035, RFC 2136 and RFC 8945. */
export const TYPE = { SOA: 6, TXT: 16, TSIG: 250 } as const;
export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
export const OPCODE_UPDATE = 5;
export const HEADER_LENGTH = 12;

const MOST_LABEL = 63;
const MOST_NAME = 255;
const MOST_STRING = 255;

/** Bytes that cannot be what they should be. */
export class WireError extends Error {
  readonly name = 'WireError';
}

/** A name in its canonical form: lower case, not compressed (RFC 4034 section 6.2). */
export function encodeName(name: string): Buffer {
  const labels = name
    .toLowerCase()
    .replace(/\.$/, '')
    .split('.')
    .filter(Boolean)
    .map(label => Buffer.from(label, 'latin1'));
  const encoded = Buffer.concat([
    ...labels.flatMap(label => [Buffer.of(label.length), label]),
    Buffer.of(0),
  ]);
  if (
    labels.some(({ length }) => length > MOST_LABEL) ||
    encoded.length > MOST_NAME
  ) {
    throw new WireError('A name is too long for the DNS');
  }
  return encoded;
}

/** One or several character strings (RFC 1035 section 3.3.14). */
export function encodeText(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += MOST_STRING) {
    const part = bytes.subarray(at, at + MOST_STRING);
    parts.push(Buffer.of(part.length), part);
  }
  return Buffer.concat(parts);
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function uint48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

/** A resource record (RFC 1035 section 3.2.1). */
export function encodeRecord(record: {
  name: Buffer;
  type: number;
  class: number;
  ttl: number;
  data: Buffer;
}): Buffer {
  return Buffer.concat([
    record.name,
    uint16(record.type),
    uint16(record.class),
    uint32(record.ttl),
    uint16(record.data.length),
    record.data,
  ]);
}

/** Where a name ends that begins there; it may be compressed. */
export function skipName(message: Buffer, at: number): number {
  let position = at;
  for (;;) {
    const length = byteAt(message, position);
    if (length >= 0xc0) {
      return position + 2;
    }
    if (length === 0) {
      return position + 1;
    }
    position += length + 1;
  }
}

/** Where each record of a message lies, questions left out. */
export function recordsOf(
  message: Buffer,
): { at: number; type: number; data: Buffer }[] {
  if (message.length < HEADER_LENGTH) {
    throw new WireError('The message is cut off');
  }
  const [questions, ...counts] = [4, 6, 8, 10].map(at =>
    message.readUInt16BE(at),
  );
  let position = HEADER_LENGTH;
  for (let count = 0; count < questions; count++) {
    position = skipName(message, position) + 4;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const records = [];
  for (let count = 0; count < total; count++) {
    const fixed = skipName(message, position);
    if (fixed + 10 > message.length) {
      throw new WireError('The message is cut off');
    }
    const begin = fixed + 10;
    const end = begin + message.readUInt16BE(fixed + 8);
    if (end > message.length) {
      throw new WireError('The message is cut off');
    }
    records.push({
      at: position,
      type: message.readUInt16BE(fixed),
      data: message.subarray(begin, end),
    });
    position = end;
  }
  return records;
}

function byteAt(message: Buffer, position: number): number {
  const byte = message[position];
  if (byte === undefined) {
    throw new WireError('The message is cut off');
  }
  return byte;
}
