import { MetricsService } from '@backstage/backend-plugin-api/alpha';

/** Counts nothing. */
export function noMetrics(): MetricsService {
  const instrument = () => ({
    add() {},
    record() {},
    addCallback() {},
    removeCallback() {},
  });
  return {
    createCounter: instrument,
    createUpDownCounter: instrument,
    createHistogram: instrument,
    createGauge: instrument,
    createObservableCounter: instrument,
    createObservableUpDownCounter: instrument,
    createObservableGauge: instrument,
  };
}
