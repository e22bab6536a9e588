import { Config } from '@backstage/config';
import {
  AuthorityServices,
  ChallengeSolver,
  ChallengeSolverFactory,
} from '@cmt/backstage-plugin-certificates-node';
import { Gates } from '../client/gates';
import { Administrators } from '../config/administrators';
import { F5Config } from '../config/types';
import { AdministratorSessions } from '../deployment/device/sessions';
import { F5Metrics, noMetrics } from '../metrics';
import { BigIpSolver, BigIpSolverEnvironment } from './BigIpSolver';
import { readSolverConfig } from './readSolverConfig';
import { Turns } from './Turns';

/** Between two looks at a sync. */
const POLL_MS = 1_000;

/** Makes solvers of the kind `bigip`; they share sessions. Close it at the end. */
export class BigIpSolverFactory implements ChallengeSolverFactory {
  readonly kind = 'bigip';
  readonly types = ['http-01'] as const;
  readonly #environment: BigIpSolverEnvironment;

  constructor(options: {
    config: F5Config;
    administrators: Administrators;
    /** Shared with whatever else talks to the devices. */
    gates: Gates;
    /** Counts nothing where absent. */
    metrics?: F5Metrics;
    /** Pauses before calls are repeated, in milliseconds. */
    retryDelaysMs?: readonly number[];
    pollMs?: number;
  }) {
    const { config, administrators, gates, metrics = noMetrics } = options;
    this.#environment = {
      devices: new Map(config.devices.map(device => [device.name, device])),
      sessions: new AdministratorSessions({
        config,
        administrators,
        gates,
        metrics,
        retryDelaysMs: options.retryDelaysMs,
      }),
      step: {
        pageSize: config.limits.pageSize,
        limits: config.deployments,
        handshakes: config.handshakes,
        metrics,
        pollMs: options.pollMs ?? POLL_MS,
      },
      turns: new Turns(),
    };
  }

  create(config: Config, services: AuthorityServices): ChallengeSolver {
    return new BigIpSolver({
      config: readSolverConfig(config, {
        authority: services.id,
        known: new Set(this.#environment.devices.keys()),
      }),
      environment: this.#environment,
      authority: services.id,
      logger: services.logger,
      clock: services.clock,
    });
  }

  /** Logs out everywhere. Never throws. */
  close(): Promise<void> {
    return this.#environment.sessions.close();
  }
}
