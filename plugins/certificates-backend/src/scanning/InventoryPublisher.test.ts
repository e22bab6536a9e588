import { mockServices } from '@backstage/backend-test-utils';
import { InventoryPublisher } from './InventoryPublisher';

function setUp() {
  const events = { publish: jest.fn(async () => {}), subscribe: jest.fn() };
  const signals = { publish: jest.fn(async () => {}) };
  const publisher = new InventoryPublisher({
    events,
    signals,
    logger: mockServices.logger.mock(),
  });
  const settled = () => new Promise(resolve => setImmediate(resolve));
  return { events, signals, publisher, settled };
}

describe('InventoryPublisher', () => {
  it('tells changes that come together as one', async () => {
    const { events, publisher, settled } = setUp();
    publisher.inventoryChanged({ device: 'a', certificateIds: ['1', '2'] });
    publisher.inventoryChanged({ device: 'b', certificateIds: ['2', '3'] });
    publisher.inventoryChanged({ certificateIds: ['4'] });
    publisher.flush();
    publisher.flush();
    await settled();
    expect(events.publish.mock.calls).toEqual([
      [
        {
          topic: 'certificates.inventory',
          eventPayload: {
            type: 'inventory-changed',
            devices: ['a', 'b'],
            certificateIds: ['1', '2', '3', '4'],
            truncated: false,
          },
        },
      ],
    ]);
  });

  it('lists a bounded number of ids and says that there are more', async () => {
    const { signals, publisher, settled } = setUp();
    publisher.inventoryChanged({
      certificateIds: Array.from({ length: 5000 }, (_, i) => `c${i}`),
    });
    publisher.flush();
    await settled();
    const [[signal]] = signals.publish.mock.calls as unknown as [
      [{ message: { certificateIds: string[]; truncated: boolean } }],
    ];
    expect(signal.message.certificateIds).toHaveLength(100);
    expect(signal.message.truncated).toBe(true);
  });

  it('survives services that throw', async () => {
    const { events, signals, publisher, settled } = setUp();
    events.publish.mockImplementation(() => {
      throw new Error('not there');
    });
    signals.publish.mockRejectedValue(new Error('not there either'));
    publisher.inventoryChanged({ certificateIds: ['1'] });
    publisher.scanChanged({ id: 's', device: 'a' });
    publisher.flush();
    await settled();
    expect(signals.publish).toHaveBeenCalledTimes(2);
  });
});
