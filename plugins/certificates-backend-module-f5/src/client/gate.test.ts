import { setTimeout as sleep } from 'node:timers/promises';
import { Gate } from './gate';
import { Pace } from './pace';

describe('Gate', () => {
  it('lets a bounded number through, in the order of arrival', async () => {
    const gate = new Gate(2);
    const order: number[] = [];
    let running = 0;
    let peak = 0;
    await Promise.all(
      [1, 2, 3, 4, 5].map(async number => {
        const leave = await gate.enter('call');
        order.push(number);
        peak = Math.max(peak, ++running);
        await sleep(5);
        running--;
        leave();
      }),
    );
    expect(order).toEqual([1, 2, 3, 4, 5]);
    expect(peak).toBe(2);
  });

  it('narrows without disturbing calls that are under way, and widens at once', async () => {
    const gate = new Gate(2);
    const leaveFirst = await gate.enter('first');
    const leaveSecond = await gate.enter('second');
    gate.limit = 1;
    let third = false;
    const entering = gate.enter('third').then(leave => {
      third = true;
      return leave;
    });
    leaveFirst();
    await sleep(1);
    expect(third).toBe(false);
    gate.limit = 2;
    await entering;
    expect(third).toBe(true);
    leaveSecond();
  });

  it('lets go of those whose signal ends the wait', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter('first');
    const controller = new AbortController();
    const waiting = gate.enter('second', controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({
      problem: { kind: 'cancelled' },
    });
    leave();
    await expect(gate.enter('third')).resolves.toEqual(expect.any(Function));
  });
});

describe('Pace', () => {
  const observe = (pace: Pace, ...durations: number[]) =>
    durations.forEach(duration => pace.observe('/ltm/virtual', duration));

  it('notices answers that take twice as long as they could', () => {
    const pace = new Pace();
    observe(pace, 600, 650, 700);
    expect(pace.slow).toBe(false);
    observe(pace, 2_500, 2_600, 2_700);
    expect(pace.slow).toBe(true);
  });

  it('notices when the device is well again', () => {
    const pace = new Pace();
    observe(pace, 600, 2_500, 2_600, 2_700);
    observe(pace, 700, 700, 700, 700, 700);
    expect(pace.slow).toBe(false);
  });

  it('does not take quick answers for slow ones, however quick others were', () => {
    const pace = new Pace();
    observe(pace, 20, 300, 400, 500, 600);
    expect(pace.slow).toBe(false);
  });

  it('compares answers to one address only with each other', () => {
    const pace = new Pace();
    pace.observe('/sys/version', 20);
    observe(pace, 3_000, 3_000, 3_000, 3_000);
    expect(pace.slow).toBe(false);
  });

  it('believes a device that says that it is busy', () => {
    const pace = new Pace();
    pace.pushBack();
    expect(pace.slow).toBe(true);
  });
});
