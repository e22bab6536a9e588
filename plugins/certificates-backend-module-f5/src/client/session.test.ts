import { setTimeout as sleep } from 'node:timers/promises';
import { F5Device } from '../config/types';
import { noMetrics } from '../metrics';
import { Gate } from './gate';
import { IControlSession } from './session';
import { Answer, Call, MAX_CONNECTIONS } from './transport';

const DEVICE: F5Device = {
  name: 'edge-1',
  host: 'edge-1.example.test',
  port: 443,
  username: 'reader',
  password: 'hush',
  loginProvider: 'tmos',
  tls: { mode: 'system-ca' },
  tlsServerName: null,
  site: null,
  environment: null,
  tags: [],
  ownerRef: null,
};

/** A device that answers after a while, and notes how much it has to do. */
function slowDevice(durationOf: (number: number) => number) {
  const atOnce: number[] = [];
  let running = 0;
  const answer = (body: object): Answer => ({
    status: 200,
    contentType: 'application/json',
    text: JSON.stringify(body),
  });
  return {
    atOnce,
    transport: {
      async send(call: Call): Promise<Answer> {
        if (call.method !== 'GET') {
          return answer({ token: { token: 'ABC' } });
        }
        atOnce.push(++running);
        await sleep(durationOf(atOnce.length));
        running--;
        return answer({});
      },
      async close() {},
    },
  };
}

async function readAll(
  device: ReturnType<typeof slowDevice>,
  count: number,
): Promise<void> {
  const session = await IControlSession.open({
    device: DEVICE,
    transport: device.transport,
    gate: new Gate(MAX_CONNECTIONS),
    metrics: noMetrics,
    signal: new AbortController().signal,
  });
  await Promise.all(
    Array.from({ length: count }, () => session.get('/mgmt/tm/ltm/virtual')),
  );
  await session.close();
}

jest.setTimeout(20_000);

describe('the pace of a session', () => {
  it('does not take the wait for a turn for slowness of the device', async () => {
    const device = slowDevice(() => 60);
    await readAll(device, 60);
    // Late calls have waited far longer than a second.
    expect(device.atOnce.slice(-20, -1).filter(n => n === 2).length).toBe(19);
  });

  it('asks one thing at a time when the device slows down', async () => {
    const device = slowDevice(number => (number < 6 ? 20 : 1_050));
    await readAll(device, 9);
    expect(device.atOnce.slice(0, 4)).toContain(2);
    expect(device.atOnce.slice(-2)).toEqual([1, 1]);
  });
});
