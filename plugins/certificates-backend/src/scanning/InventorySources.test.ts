import {
  fakeDescriptor,
  FakeInventorySource,
} from '../__testUtils__/FakeInventorySource';
import { createScanSchedule } from '../config';
import { InventorySources } from './InventorySources';

const standard = createScanSchedule({ every: { minutes: 30 } });

function sourcesOf(...sources: FakeInventorySource[]) {
  const collected = new InventorySources();
  sources.forEach(source => collected.addSource(source));
  return collected;
}

describe('InventorySources', () => {
  it('gives devices their own schedule or the default', () => {
    const devices = sourcesOf(
      new FakeInventorySource([
        fakeDescriptor('alpha'),
        fakeDescriptor('beta', { schedule: { every: { hours: 6 } } }),
      ]),
    ).configure(standard);
    expect(devices.get('alpha')?.schedule.text).toBe('PT30M');
    expect(devices.get('beta')?.schedule.text).toBe('PT6H');
  });

  it('names every problem at once', () => {
    const sources = sourcesOf(
      new FakeInventorySource([
        fakeDescriptor('alpha'),
        fakeDescriptor('alpha'),
        fakeDescriptor('beta'),
        fakeDescriptor('gamma', { schedule: { cron: '99 * * * *' } }),
      ]),
      new FakeInventorySource([fakeDescriptor('beta')], undefined, 'other'),
    );
    expect(() => sources.configure(standard)).toThrow(
      /'alpha' is configured twice in source 'fake'[\s\S]*schedule of device 'gamma'[\s\S]*'beta' is configured in source 'fake' and in source 'other'/,
    );
  });

  it('takes a source once', () => {
    expect(() =>
      sourcesOf(new FakeInventorySource([]), new FakeInventorySource([])),
    ).toThrow("An inventory source 'fake' was added twice");
  });
});
