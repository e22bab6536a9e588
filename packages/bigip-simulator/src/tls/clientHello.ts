/** What the beginning of a connection says. */
export type HelloReading =
  /** More bytes are needed. */
  | { complete: false }
  /** A hello, or something that is none: then there is no name. */
  | { complete: true; serverName?: string };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME_EXTENSION = 0;
const HOST_NAME = 0;
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;

class EndOfMessage extends Error {}

/** Reads length-prefixed fields one after the other. */
class Reader {
  #offset = 0;

  constructor(private readonly bytes: Buffer) {}

  get done(): boolean {
    return this.#offset >= this.bytes.length;
  }

  take(length: number): Buffer {
    const end = this.#offset + length;
    if (end > this.bytes.length) {
      throw new EndOfMessage();
    }
    const taken = this.bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }

  number(octets: number): number {
    return this.take(octets).readUIntBE(0, octets);
  }

  /** A field whose length stands before it in so many octets. */
  vector(lengthOctets: number): Buffer {
    return this.take(this.number(lengthOctets));
  }
}

/**
 * Reads the server name from a TLS client hello (RFC 8446 section 4.1.2, RFC
 * 6066 section 3).
 *
 * Read here, before the handshake begins, because a context that is chosen
 * later by Node's `SNICallback` lends one certificate only and leaves the
 * others of the first context in place: a pair of RSA and ECDSA would mix.
 */
export function readClientHello(bytes: Buffer): HelloReading {
  const message = handshakeMessage(bytes);
  if (message === 'incomplete') {
    return { complete: false };
  }
  if (message === undefined) {
    return { complete: true };
  }
  try {
    return { complete: true, serverName: serverNameOf(message) };
  } catch (error) {
    if (error instanceof EndOfMessage) {
      return { complete: true };
    }
    throw error;
  }
}

/** Puts the first handshake message together from its records. */
function handshakeMessage(bytes: Buffer): Buffer | 'incomplete' | undefined {
  const fragments: Buffer[] = [];
  let size = 0;
  for (let offset = 0; ; ) {
    if (bytes.length > offset && bytes[offset] !== HANDSHAKE_RECORD) {
      return undefined;
    }
    if (bytes.length < offset + RECORD_HEADER_BYTES) {
      return 'incomplete';
    }
    const end = offset + RECORD_HEADER_BYTES + bytes.readUInt16BE(offset + 3);
    if (bytes.length < end) {
      return 'incomplete';
    }
    fragments.push(bytes.subarray(offset + RECORD_HEADER_BYTES, end));
    size += fragments[fragments.length - 1].length;
    offset = end;

    const message = Buffer.concat(fragments, size);
    if (message.length > 0 && message[0] !== CLIENT_HELLO) {
      return undefined;
    }
    if (message.length >= HANDSHAKE_HEADER_BYTES) {
      const length = HANDSHAKE_HEADER_BYTES + message.readUIntBE(1, 3);
      if (message.length >= length) {
        return message.subarray(HANDSHAKE_HEADER_BYTES, length);
      }
    }
  }
}

function serverNameOf(message: Buffer): string | undefined {
  const hello = new Reader(message);
  hello.take(2 + 32); // version, random
  hello.vector(1); // session id
  hello.vector(2); // cipher suites
  hello.vector(1); // compression methods
  if (hello.done) {
    return undefined;
  }
  const extensions = new Reader(hello.vector(2));
  while (!extensions.done) {
    const type = extensions.number(2);
    const content = extensions.vector(2);
    if (type === SERVER_NAME_EXTENSION) {
      const names = new Reader(new Reader(content).vector(2));
      while (!names.done) {
        const nameType = names.number(1);
        const name = names.vector(2);
        if (nameType === HOST_NAME) {
          return name.toString('latin1');
        }
      }
    }
  }
  return undefined;
}
