/**
 * The few DER productions that frame a certificate. `@peculiar/x509` encodes
 * names, extensions and keys; the frame is written here because it can neither
 * write a serial number of zero nor sign a thousand certificates in a second.
 */

const TAG = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const;

/** RFC 5280 section 4.1.2.5: dates from 2050 on are written as GeneralizedTime. */
const FIRST_YEAR_OF_GENERALIZED_TIME = 2050;

function encodeLength(length: number): Buffer {
  if (length < 0x80) {
    return Buffer.from([length]);
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

function element(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([
    Buffer.from([tag]),
    encodeLength(content.byteLength),
    content,
  ]);
}

export function sequence(...parts: Uint8Array[]): Buffer {
  return element(TAG.sequence, Buffer.concat(parts));
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, content: Uint8Array): Buffer {
  return element(0xa0 + number, content);
}

export function nullValue(): Buffer {
  return element(TAG.null, Buffer.alloc(0));
}

/** A bit string without unused bits. */
export function bitString(content: Uint8Array): Buffer {
  return element(TAG.bitString, Buffer.concat([Buffer.from([0]), content]));
}

/** A non-negative integer from hexadecimal digits. */
export function integer(hexadecimal: string): Buffer {
  const digits = hexadecimal.replace(/^0+/, '') || '0';
  const bytes = Buffer.from(
    digits.length % 2 === 0 ? digits : `0${digits}`,
    'hex',
  );
  // The first bit is the sign: a positive number may not start with a one.
  return element(
    TAG.integer,
    bytes[0] >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes,
  );
}

export function objectIdentifier(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (
      let left = Math.floor(arc / 128);
      left > 0;
      left = Math.floor(left / 128)
    ) {
      groups.unshift(0x80 + (left % 128));
    }
    bytes.push(...groups);
  }
  return element(TAG.objectIdentifier, Buffer.from(bytes));
}

/** A moment to the second, in the form that RFC 5280 asks for. */
export function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return date.getUTCFullYear() < FIRST_YEAR_OF_GENERALIZED_TIME
    ? element(TAG.utcTime, Buffer.from(digits.slice(2), 'ascii'))
    : element(TAG.generalizedTime, Buffer.from(digits, 'ascii'));
}
