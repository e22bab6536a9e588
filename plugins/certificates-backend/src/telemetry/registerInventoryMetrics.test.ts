import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { MetricsServiceObservableCallback } from '@backstage/backend-plugin-api/alpha';
import {
  HealthReport,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';
import { registerInventoryMetrics } from './registerInventoryMetrics';

const NOW = Date.parse('2026-11-24T12:00:00Z');

function setUp() {
  let now = NOW;
  const callbacks = new Map<string, MetricsServiceObservableCallback>();
  const figures = {
    getSummary: jest.fn(
      async () =>
        ({ byState: { expired: 2, healthy: 40 } } as InventorySummary),
    ),
    getHealth: jest.fn(
      async () =>
        ({
          devices: { ok: 3, failing: 1 },
          oldestData: '2026-11-24T11:58:00Z',
        } as HealthReport),
    ),
  };
  const logger = mockServices.logger.mock();
  registerInventoryMetrics({
    metrics: metricsServiceMock.mock({
      createObservableGauge: (name: string) => ({
        addCallback: (callback: MetricsServiceObservableCallback) => {
          callbacks.set(name, callback);
        },
        removeCallback: () => {},
      }),
    }),
    figures,
    logger,
    clock: () => now,
  });
  return {
    figures,
    logger,
    advance: (ms: number) => {
      now += ms;
    },
    collect: async () => {
      const observed: Record<string, unknown[]> = {};
      for (const [name, callback] of callbacks) {
        observed[name] = [];
        await callback({
          observe: (value, attributes) =>
            observed[name].push([value, attributes]),
        });
      }
      return observed;
    },
  };
}

describe('registerInventoryMetrics', () => {
  it('observes certificates, devices and the age of data', async () => {
    const { collect } = setUp();
    expect(await collect()).toEqual({
      'certificates.inventory.certificates': [
        [2, { state: 'expired' }],
        [40, { state: 'healthy' }],
      ],
      'certificates.inventory.devices': [
        [3, { status: 'ok' }],
        [1, { status: 'failing' }],
      ],
      'certificates.inventory.oldest_data_age': [[120, undefined]],
    });
  });

  it('asks the database once a minute, however often it is collected', async () => {
    const { collect, figures, advance } = setUp();
    await collect();
    await collect();
    expect(figures.getSummary).toHaveBeenCalledTimes(1);
    expect(figures.getHealth).toHaveBeenCalledTimes(1);
    advance(60_000);
    await collect();
    expect(figures.getSummary).toHaveBeenCalledTimes(2);
  });

  it('observes nothing while the database fails', async () => {
    const { collect, figures, logger } = setUp();
    figures.getSummary.mockRejectedValue(new Error('gone'));
    expect((await collect())['certificates.inventory.certificates']).toEqual(
      [],
    );
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
