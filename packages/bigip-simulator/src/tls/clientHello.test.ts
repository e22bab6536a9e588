import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { readClientHello } from './clientHello';

/** The first bytes that Node's own client sends. */
async function recordHello(servername: string): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    servername,
  });
  client.on('error', () => undefined);
  const [socket] = await once(server, 'connection');
  const [hello] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}

describe('readClientHello', () => {
  let hello: Buffer;

  beforeAll(async () => {
    hello = await recordHello('shop.example.com');
  });

  it('reads the server name, or that there is none', async () => {
    expect(readClientHello(hello)).toEqual({
      complete: true,
      serverName: 'shop.example.com',
    });
    expect(readClientHello(await recordHello(''))).toEqual({
      complete: true,
      serverName: undefined,
    });
  });

  it('asks for more until the hello is whole', () => {
    for (let length = 0; length < hello.length; length++) {
      expect(readClientHello(hello.subarray(0, length))).toEqual({
        complete: false,
      });
    }
  });

  it('puts a hello together that comes in several records', () => {
    const payload = hello.subarray(5);
    const record = (content: Buffer) => {
      const header = Buffer.from([22, 3, 1, 0, 0]);
      header.writeUInt16BE(content.length, 3);
      return Buffer.concat([header, content]);
    };
    const split = Buffer.concat([
      record(payload.subarray(0, 3)),
      record(payload.subarray(3, 100)),
      record(payload.subarray(100)),
    ]);
    expect(readClientHello(split)).toMatchObject({
      serverName: 'shop.example.com',
    });
  });

  it('takes anything else as a client without a name', () => {
    expect(readClientHello(Buffer.from('GET / HTTP/1.1'))).toEqual({
      complete: true,
    });
    const lying = Buffer.from(hello);
    // The session id claims to be longer than the message.
    lying[5 + 4 + 34] = 0xff;
    lying.writeUInt16BE(0xffff, 5 + 4 + 35);
    expect(readClientHello(lying)).toEqual({ complete: true });
  });
});
