import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import { stringifyError } from '@backstage/errors';
import { DeviceProblem } from '@cmt/backstage-plugin-certificates-common';
import { DeviceSnapshot } from '@cmt/backstage-plugin-certificates-node';
import { ApplyResult } from '../inventory/types';
import { ConfiguredDevice } from './InventorySources';
import { NextScan } from './nextScan';
import { formatDuration } from './problems';

/** Scans last from a second to many minutes. */
const DURATION_BUCKETS_S = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900];

/**
 * What is logged and measured when a scan ends. Devices are named in the log, not
 * in metrics: their number is not bounded.
 */
export class ScanTelemetry {
  readonly #logger: LoggerService;
  readonly #scans: MetricsServiceCounter;
  readonly #duration: MetricsServiceHistogram;
  readonly #calls: MetricsServiceCounter;
  readonly #handshakes: MetricsServiceCounter;

  constructor(options: { logger: LoggerService; metrics: MetricsService }) {
    this.#logger = options.logger;
    this.#scans = options.metrics.createCounter('certificates.scans.count', {
      description:
        'Finished scans of devices, by source, result and kind of problem',
      unit: '{scan}',
    });
    this.#duration = options.metrics.createHistogram(
      'certificates.scans.duration',
      {
        description: 'Time from the start of a scan to its recorded outcome',
        unit: 's',
        advice: { explicitBucketBoundaries: DURATION_BUCKETS_S },
      },
    );
    this.#calls = options.metrics.createCounter('certificates.scans.calls', {
      description: 'Management calls made to devices by successful scans',
      unit: '{call}',
    });
    this.#handshakes = options.metrics.createCounter(
      'certificates.scans.handshakes',
      {
        description: 'TLS handshakes with virtual servers by successful scans',
        unit: '{handshake}',
      },
    );
  }

  succeeded(scan: {
    device: ConfiguredDevice;
    snapshot: DeviceSnapshot;
    result: ApplyResult;
    durationMs: number;
    next: NextScan;
  }): void {
    const { device, snapshot, result, durationMs, next } = scan;
    const source = device.source.id;
    this.#scans.add(1, { source, result: 'succeeded', kind: 'none' });
    this.#duration.record(durationMs / 1000, { source, result: 'succeeded' });
    this.#calls.add(snapshot.calls, { source });
    this.#handshakes.add(snapshot.handshakes, { source });

    const { added, changed, removed } = result;
    const unchanged = added + changed + removed === 0;
    const text = `Scanned ${device.descriptor.name} in ${formatDuration(
      durationMs,
    )}: ${
      unchanged
        ? 'nothing new'
        : `${added} added, ${changed} changed, ${removed} removed`
    }; ${snapshot.calls} calls, ${
      snapshot.handshakes
    } handshakes; next at ${iso(next.nextScanAt)}`;
    if (unchanged) {
      this.#logger.debug(text);
    } else {
      this.#logger.info(text);
    }
    if (snapshot.warnings.length > 0) {
      this.#logger.debug(
        `Scan of ${
          device.descriptor.name
        } could not read everything: ${snapshot.warnings.join('; ')}`,
      );
    }
  }

  failed(scan: {
    device: ConfiguredDevice;
    problem: DeviceProblem;
    durationMs: number;
    /** Absent when the scan says nothing about the device. */
    next: NextScan | undefined;
    /** An unforeseen error, for its stack. */
    error?: unknown;
  }): void {
    const { device, problem, durationMs, next, error } = scan;
    const source = device.source.id;
    this.#scans.add(1, { source, result: 'failed', kind: problem.kind });
    this.#duration.record(durationMs / 1000, { source, result: 'failed' });

    const text = `Scan of ${
      device.descriptor.name
    } failed after ${formatDuration(durationMs)} (${problem.kind}): ${sentence(
      problem.message,
    )} ${sentence(problem.remedy)}`;
    if (!next) {
      this.#logger.info(text);
      return;
    }
    const attempt = ` Failure ${next.consecutiveFailures} in a row; ${
      next.status === 'paused' ? 'paused, ' : ''
    }next attempt at ${iso(next.nextScanAt)}`;
    if (error === undefined) {
      this.#logger.warn(text + attempt);
    } else {
      this.#logger.error(
        `${text}${attempt}. Cause: ${
          error instanceof Error && error.stack
            ? error.stack
            : stringifyError(error)
        }`,
      );
    }
  }
}

/** Sources differ in whether their texts end with a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
