import { createSocket } from 'node:dgram';
import { createConnection, isIPv6 } from 'node:net';

const TIMEOUT_MS = 10_000;
/** How often a datagram is sent that nobody answers. */
const DATAGRAMS = 3;
const MOST_BYTES = 65_535;

/** Nothing, or nothing whole, came back. */
export class ExchangeError extends Error {
  readonly name = 'ExchangeError';
}

export interface Server {
  host: string;
  port: number;
  transport: 'tcp' | 'udp';
}

/** Sends a DNS message and waits for the answer to it. */
export async function exchange(
  message: Buffer,
  server: Server,
  signal: AbortSignal,
): Promise<Buffer> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return server.transport === 'tcp'
    ? overTcp(message, server, ended)
    : overUdp(message, server, ended);
}

/** RFC 7766: each message after its length. */
function overTcp(
  message: Buffer,
  { host, port }: Server,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, signal });
    let received = Buffer.alloc(0);
    const end = (error: Error | undefined, answer?: Buffer) => {
      socket.destroy();
      if (answer) {
        resolve(answer);
      } else {
        reject(error ?? new ExchangeError('the connection ended early'));
      }
    };
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(message.length);
      socket.write(Buffer.concat([length, message]));
    });
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const length =
        received.length < 2 ? MOST_BYTES : received.readUInt16BE(0);
      if (received.length >= length + 2) {
        end(undefined, received.subarray(2, length + 2));
      }
    });
    socket.on('error', () => end(new ExchangeError('there is no connection')));
    socket.on('close', () => end(undefined));
  });
}

function overUdp(
  message: Buffer,
  { host, port }: Server,
  signal: AbortSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    let isOver = false;
    const timers: NodeJS.Timeout[] = [];
    const end = (error: Error | undefined, answer?: Buffer) => {
      if (isOver) {
        return;
      }
      isOver = true;
      timers.forEach(clearInterval);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners();
      socket.close();
      if (answer) {
        resolve(answer);
      } else {
        reject(error);
      }
    };
    function stop() {
      end(new ExchangeError('it did not answer in time'));
    }
    const send = () =>
      socket.send(message, port, host, error => {
        if (error) {
          end(new ExchangeError('it cannot be sent to'));
        }
      });
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', () => end(new ExchangeError('it cannot be sent to')));
    socket.on('message', answer => {
      // What belongs to something else is not for us.
      if (
        answer.length >= 2 &&
        answer.readUInt16BE(0) === message.readUInt16BE(0)
      ) {
        end(undefined, answer);
      }
    });
    send();
    // Doing it twice does no harm: an update may be repeated.
    timers.push(setInterval(send, TIMEOUT_MS / DATAGRAMS));
  });
}
