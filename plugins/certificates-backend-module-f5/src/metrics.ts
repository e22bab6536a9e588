import { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { DeviceErrorKind } from '@cmt/backstage-plugin-certificates-common';
import { ServedObservation } from '@cmt/backstage-plugin-certificates-node';

/** What this module counts. Labels are bounded: no device, host or object names. */
export interface F5Metrics {
  call(outcome: 'answered' | DeviceErrorKind, durationMs: number): void;
  retry(kind: DeviceErrorKind): void;
  scanFailed(kind: DeviceErrorKind): void;
  handshake(result: ServedObservation['result'], durationMs: number): void;
}

/** Counts nothing. */
export const noMetrics: F5Metrics = {
  call: () => {},
  retry: () => {},
  scanFailed: () => {},
  handshake: () => {},
};

/** Registers the instruments with the metrics service of the plugin. */
export function createF5Metrics(metrics: MetricsService): F5Metrics {
  const calls = metrics.createCounter<{ outcome: string }>(
    'certificates.f5.calls',
    { description: 'Management calls to BIG-IP devices', unit: '{call}' },
  );
  const callDuration = metrics.createHistogram(
    'certificates.f5.call.duration',
    { description: 'Duration of management calls', unit: 's' },
  );
  const retries = metrics.createCounter<{ kind: string }>(
    'certificates.f5.retries',
    { description: 'Management calls that were repeated', unit: '{call}' },
  );
  const errors = metrics.createCounter<{ kind: string }>(
    'certificates.f5.errors',
    { description: 'Scans of BIG-IP devices that failed', unit: '{scan}' },
  );
  const handshakes = metrics.createCounter<{ result: string }>(
    'certificates.f5.handshakes',
    { description: 'TLS handshakes with virtual servers', unit: '{handshake}' },
  );
  const handshakeDuration = metrics.createHistogram(
    'certificates.f5.handshake.duration',
    { description: 'Duration of TLS handshakes', unit: 's' },
  );
  return {
    call(outcome, durationMs) {
      calls.add(1, { outcome });
      callDuration.record(durationMs / 1000);
    },
    retry: kind => retries.add(1, { kind }),
    scanFailed: kind => errors.add(1, { kind }),
    handshake(result, durationMs) {
      handshakes.add(1, { result });
      handshakeDuration.record(durationMs / 1000);
    },
  };
}
