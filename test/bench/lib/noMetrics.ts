import { createDeployments } from '../../../plugins/certificates-backend/src/deployment';

type Metrics = Parameters<typeof createDeployments>[0]['metrics'];

/** Counts nothing. */
export function noMetrics(): Metrics {
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
