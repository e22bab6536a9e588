import { LoggerService } from '@backstage/backend-plugin-api';
import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import {
  HealthReport,
  InventorySummary,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * Exporters ask every few seconds and on every replica; the inventory changes
 * with scans, minutes apart.
 */
const MAX_AGE_MS = 60_000;

/** The aggregates behind the gauges. */
export interface InventoryFigures {
  getSummary(filter: {}): Promise<InventorySummary>;
  getHealth(): Promise<HealthReport>;
}

/**
 * Registers gauges of the state of the inventory: certificates by urgency,
 * devices by status, and the age of the oldest data that counts as current.
 */
export function registerInventoryMetrics(options: {
  metrics: MetricsService;
  figures: InventoryFigures;
  logger: LoggerService;
  clock: () => number;
}): void {
  const { metrics, figures, logger, clock } = options;
  const cached = <T>(what: string, read: () => Promise<T>) =>
    cacheFor({ maxAgeMs: MAX_AGE_MS, clock, read, logger, what });
  const summary = cached('certificates by state', () => figures.getSummary({}));
  const health = cached('the state of devices', () => figures.getHealth());

  metrics
    .createObservableGauge('certificates.inventory.certificates', {
      description: 'Certificates that are installed somewhere, by urgency',
      unit: '{certificate}',
    })
    .addCallback(async result => {
      for (const [state, count] of Object.entries(
        (await summary())?.byState ?? {},
      )) {
        result.observe(count, { state });
      }
    });

  metrics
    .createObservableGauge('certificates.inventory.devices', {
      description: 'Configured devices, by status',
      unit: '{device}',
    })
    .addCallback(async result => {
      for (const [status, count] of Object.entries(
        (await health())?.devices ?? {},
      )) {
        result.observe(count, { status });
      }
    });

  metrics
    .createObservableGauge('certificates.inventory.oldest_data_age', {
      description: 'Age of the oldest data that is shown as current',
      unit: 's',
    })
    .addCallback(async result => {
      const oldest = (await health())?.oldestData;
      if (oldest) {
        result.observe((clock() - Date.parse(oldest)) / 1000);
      }
    });
}

/** Reads at most once per `maxAgeMs`; answers `undefined` while reading fails. */
function cacheFor<T>(options: {
  maxAgeMs: number;
  clock: () => number;
  read: () => Promise<T>;
  logger: LoggerService;
  what: string;
}): () => Promise<T | undefined> {
  let cached: { at: number; value: Promise<T | undefined> } | undefined;
  return () => {
    const now = options.clock();
    if (!cached || now - cached.at >= options.maxAgeMs) {
      cached = {
        at: now,
        value: options.read().catch(error => {
          options.logger.warn(
            `Metrics of ${
              options.what
            } are missing for a minute: ${stringifyError(error)}`,
          );
          return undefined;
        }),
      };
    }
    return cached.value;
  };
}
