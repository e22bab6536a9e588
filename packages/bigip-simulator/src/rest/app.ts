import { setTimeout as sleep } from 'node:timers/promises';
import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
} from 'express';
import type { DeviceConfiguration, User } from '../configuration';
import { controlRoutes } from '../control/routes';
import type { CallCounters } from '../device/CallCounters';
import type { CallJournal } from '../device/CallJournal';
import type { DeviceFiles } from '../device/DeviceFiles';
import type { DeviceOperations } from '../device/DeviceOperations';
import type { FaultPlan } from '../device/faults';
import type { SimulatedDevice } from '../device/SimulatedDevice';
import { authenticate, authorize, callerAddress } from './auth/authenticate';
import { loginRoutes, tokenRoutes } from './auth/routes';
import type { TokenStore } from './auth/TokenStore';
import {
  errorPage,
  FrameworkError,
  McpdError,
  PageError,
  RestError,
} from './errors';
import { clusterCommands } from './commands/clusterCommands';
import { configCommands } from './commands/configCommands';
import type { Tasks } from './commands/Tasks';
import { disturb, Incidents } from './middleware/disturb';
import { createRegistry } from './resources';
import { contextFactory, tmRouter } from './tmRouter';
import { transactionRoutes } from './transactions/routes';
import type { Transactions } from './transactions/Transactions';
import { transferRoutes, uploadBody } from './transfer/routes';
import type { VersionProfile } from './version/VersionProfile';
import { workerRoutes } from './workers';
import type { ConfigurationWriter } from './write/ConfigurationWriter';

export interface ManagementAppOptions {
  configuration: DeviceConfiguration;
  version: VersionProfile;
  tokens: TokenStore;
  calls: CallCounters;
  faults: FaultPlan;
  journal: CallJournal;
  files: DeviceFiles;
  writer: ConfigurationWriter;
  transactions: Transactions;
  tasks: Tasks;
  operations: DeviceOperations;
  /** What happens to the machine when a fault says so. */
  incidents: Incidents;
  /** The device, where it may be controlled by HTTP. */
  control?: SimulatedDevice;
  latencyMs: number;
}

/** The management interface of a device, without TLS. */
export function createManagementApp(options: ManagementAppOptions): Express {
  const { configuration, version, calls, journal, latencyMs } = options;
  const { files, writer, transactions, tasks, operations } = options;
  const now = () => configuration.now();
  const contextOf = contextFactory({ configuration, files, version });
  const writeError = errors(version);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  if (options.control) app.use('/control', controlRoutes(options.control));
  app.use('/mgmt', counted(calls), journaled(journal, now));
  if (latencyMs > 0) app.use('/mgmt', delayed(latencyMs));
  app.use('/mgmt', headers());
  app.use('/mgmt', disturb({ ...options, writeError }));
  app.use('/mgmt/shared/file-transfer', uploadBody());
  // Clients send JSON with all kinds of content types, or none.
  app.use('/mgmt', express.json({ type: () => true, limit: '32mb' }));
  app.use(loginRoutes(options));
  app.use('/mgmt', authenticate(options), authorize(version));
  app.use(tokenRoutes(options));
  app.use(transferRoutes({ files, now }));
  app.use(workerRoutes(options));
  app.use(configCommands({ operations, tasks, writer, contextOf, now }));
  app.use(clusterCommands({ operations, writer }));
  app.use(transactionRoutes({ transactions, contextOf }));
  app.use(
    '/mgmt/tm',
    tmRouter({ contextOf, registry: createRegistry(), writer, transactions }),
  );
  app.use('/mgmt', request => {
    throw FrameworkError.notRegistered(
      request.originalUrl.split('?')[0].replace(/^\/mgmt/, ''),
    );
  });
  app.use(() => {
    throw new PageError(
      404,
      'Not Found',
      'The requested URL was not found on this server.',
    );
  });
  app.use(writeError);
  return app;
}

function counted(calls: CallCounters): RequestHandler {
  return (request, response, next) => {
    const end = calls.begin(request.method, request.originalUrl.split('?')[0]);
    // The next call of a kept-alive connection may come before `close` is told,
    // and is not one at the same time.
    response.once('prefinish', end);
    response.once('close', end);
    next();
  };
}

/** What was called, by whom and with which outcome; never what was sent. */
function journaled(journal: CallJournal, now: () => Date): RequestHandler {
  return (request, response, next) => {
    const entry = journal.begin({
      at: now(),
      method: request.method,
      path: request.originalUrl,
    });
    response.once('close', () => {
      entry.user = (response.locals.user as User | undefined)?.name;
      // Without an answer the client cannot know what became of the call.
      if (response.writableFinished) entry.status = response.statusCode;
    });
    next();
  };
}

function delayed(latencyMs: number): RequestHandler {
  return (_request, _response, next) => {
    sleep(latencyMs).then(() => next(), next);
  };
}

function headers(): RequestHandler {
  return (_request, response, next) => {
    response.set({
      Server: 'Jetty(9.2.22.v20170606)',
      'Cache-Control': 'no-store, no-cache, must-revalidate',
      Pragma: 'no-cache',
      Expires: '-1',
      'X-Frame-Options': 'SAMEORIGIN',
      'Strict-Transport-Security': 'max-age=16070400; includeSubDomains',
    });
    next();
  };
}

/** Writes errors in the envelope of the daemon that would answer. */
function errors(version: VersionProfile): ErrorRequestHandler {
  let operation = 1_000_000 + Math.floor(Math.random() * 1_000_000);
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const known =
      error instanceof RestError
        ? error
        : new FrameworkError(statusOf(error), messageOf(error));
    response.status(known.status);
    if (known instanceof PageError) {
      response.statusMessage = known.reason;
      response.set(known.headers).type('html').send(errorPage(known));
      return;
    }
    if (known.status === 401)
      response.statusMessage = 'F5 Authorization Required';
    response.json(
      known instanceof McpdError
        ? {
            code: known.status,
            message: known.message,
            errorStack: [],
            ...(version.hasApiError && { apiError: known.apiError }),
          }
        : {
            code: known.status,
            message: known.message,
            referer: callerAddress(request),
            restOperationId: operation++,
            kind: ':resterrorresponse',
          },
    );
  };
}

/** Status of an error from Express itself, such as a body that is no JSON. */
function statusOf(error: unknown): number {
  const status = (error as { status?: unknown })?.status;
  return typeof status === 'number' ? status : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
