import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { decode } from 'dns-packet';

const OPCODE_UPDATE = 0x2800;
const ANSWER = 0x8000;

/** A primary DNS server that takes signed updates of TXT records of one zone (RFC 2136). */
export interface UpdateServer {
  port: number;
  /** Values by name. */
  records: Map<string, Set<string>>;
  /** Updates as an independent decoder reads them. */
  updates: string[];
  /** Answers with this code instead of updating. */
  code: number;
  /** Answers without a signature, or one of somebody else. */
  signs: 'well' | 'not' | 'wrong';
  /** Does not answer so many messages. */
  deafFor: number;
  close(): Promise<void>;
}

export async function startUpdateServer(options: {
  zone: string;
  keyName: string;
  secret: Buffer;
  algorithm: 'hmac-sha256' | 'hmac-sha512';
}): Promise<UpdateServer> {
  const { zone, keyName, secret, algorithm } = options;
  const keyWire = wireName(keyName);
  const hash = algorithm.slice('hmac-'.length);

  const server: UpdateServer = {
    port: 0,
    records: new Map(),
    updates: [],
    code: 0,
    signs: 'well',
    deafFor: 0,
    close: async () => undefined,
  };

  /** RFC 8945: the digest over a message without its signature, and the variables. */
  const macOf = (
    before: Buffer,
    unsigned: Buffer,
    time: Buffer,
    error: number,
  ) =>
    createHmac(hash, secret)
      .update(before)
      .update(unsigned)
      .update(keyWire)
      .update(Buffer.from('00ff00000000', 'hex'))
      .update(wireName(algorithm))
      .update(time)
      .update(Buffer.from([1, 44, 0, error, 0, 0]))
      .digest();
  const signed = (unsigned: Buffer, requestMac: Buffer, error: number) => {
    const time = Buffer.alloc(6);
    time.writeUIntBE(Math.floor(Date.now() / 1000), 0, 6);
    const before = Buffer.concat([
      Buffer.from([0, requestMac.length]),
      requestMac,
    ]);
    const mac = macOf(before, unsigned, time, error);
    if (server.signs === 'wrong') {
      mac[0] ^= 1;
    }
    const data = Buffer.concat([
      wireName(algorithm),
      time,
      Buffer.from([1, 44, 0, mac.length]),
      mac,
      unsigned.subarray(0, 2),
      Buffer.from([0, error, 0, 0]),
    ]);
    const answer = Buffer.concat([
      unsigned,
      keyWire,
      Buffer.from('00fa00ff00000000', 'hex'),
      Buffer.from([0, data.length]),
      data,
    ]);
    answer.writeUInt16BE(1, 10);
    return answer;
  };

  const handle = (message: Buffer): Buffer | undefined => {
    if (server.deafFor > 0) {
      server.deafFor--;
      return undefined;
    }
    const at = message.lastIndexOf(keyWire);
    const unsigned = Buffer.from(message.subarray(0, at));
    unsigned.writeUInt16BE(0, 10);
    const data = message.subarray(at + keyWire.length + 10);
    const fields = data.subarray(wireName(algorithm).length);
    const macLength = fields.readUInt16BE(8);
    const requestMac = fields.subarray(10, 10 + macLength);
    const time = fields.subarray(0, 6);
    const isKnown =
      at > 0 && macOf(Buffer.alloc(0), unsigned, time, 0).equals(requestMac);
    const isNow = Math.abs(time.readUIntBE(0, 6) - Date.now() / 1000) <= 300;
    const timeError = isNow ? 0 : 18;
    const tsigError = isKnown ? timeError : 16;

    const packet = decode(unsigned);
    const [question] = packet.questions ?? [];
    let code = tsigError ? 9 : server.code;
    if (!code && question?.name !== zone) {
      code = 9;
    }
    if (!code) {
      for (const record of packet.authorities ?? []) {
        if (record.type !== 'TXT') {
          code = 5;
          break;
        }
        const value = [record.data].flat().map(String).join('');
        const values = server.records.get(record.name) ?? new Set();
        server.records.set(record.name, values);
        const isAddition = record.class === 'IN';
        values[isAddition ? 'add' : 'delete'](value);
        server.updates.push(
          `${isAddition ? 'add' : 'delete'} ${record.name} ${record.ttl} ${
            record.class
          }`,
        );
      }
    }
    const answer = Buffer.concat([unsigned.subarray(0, 2), Buffer.alloc(10)]);
    // eslint-disable-next-line no-bitwise -- flags of the header
    answer.writeUInt16BE(ANSWER | OPCODE_UPDATE | code, 2);
    return server.signs === 'not'
      ? answer
      : signed(answer, requestMac, tsigError);
  };

  const tcp = createServer(socket => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      if (
        received.length < 2 ||
        received.length < received.readUInt16BE(0) + 2
      ) {
        return;
      }
      const answer = handle(received.subarray(2));
      if (!answer) {
        socket.destroy();
        return;
      }
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      // In two parts, as networks do.
      socket.write(length);
      setTimeout(() => socket.write(answer), 5);
    });
  });
  await new Promise<void>(resolve => {
    tcp.listen(0, '127.0.0.1', resolve);
  });
  const { port } = tcp.address() as { port: number };
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    const answer = handle(message);
    if (answer) {
      udp.send(answer, from.port, from.address);
    }
  });
  await new Promise<void>(resolve => {
    udp.bind(port, '127.0.0.1', resolve);
  });

  server.port = port;
  server.close = async () => {
    udp.close();
    await new Promise(resolve => {
      tcp.close(resolve);
    });
  };
  return server;
}

function wireName(name: string): Buffer {
  const labels = name
    .split('.')
    .map(label => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.of(0)]);
}
