import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ErrorRequestHandler,
  NextFunction,
  Request,
  RequestHandler,
  Response,
} from 'express';
import type { Fault, FaultPlan } from '../../device/faults';
import type { TokenStore } from '../auth/TokenStore';
import { FrameworkError, McpdError, PageError } from '../errors';

/** How long a reboot takes unless a fault says so, in milliseconds. */
const DEFAULT_DOWN_MS = 2000;

/** What a fault can do to the whole device. */
export interface Incidents {
  failover(): void;
  /** The device is gone at once, and back after a while. */
  reboot(options: { downMs: number }): void;
}

/** Applies the faults that somebody has asked for. */
export function disturb(options: {
  faults: FaultPlan;
  tokens: TokenStore;
  incidents: Incidents;
  /** Writes an error as an answer. */
  writeError: ErrorRequestHandler;
}): RequestHandler {
  const { faults } = options;
  return (request, response, next) => {
    const fault = faults.take(request.method, request.originalUrl);
    if (!fault) {
      next();
      return;
    }
    const { kind, phase = 'before' } = fault;
    if (kind === 'truncated-json') {
      truncate(response);
      next();
    } else if (phase === 'before') {
      strike(fault, options, { request, response, next, proceed: next });
    } else {
      whenAnswered(response, proceed =>
        strike(fault, options, { request, response, next, proceed }),
      );
      next();
    }
  };
}

/**
 * Lets the trouble happen. What does not replace the answer proceeds to it.
 */
function strike(
  fault: Fault,
  options: {
    tokens: TokenStore;
    incidents: Incidents;
    writeError: ErrorRequestHandler;
  },
  call: {
    request: Request;
    response: Response;
    next: NextFunction;
    proceed: () => void;
  },
): void {
  const { tokens, incidents, writeError } = options;
  const { request, response, next, proceed } = call;
  switch (fault.kind) {
    case 'delay':
      sleep(fault.delayMs ?? 1000).then(() => proceed(), next);
      return;
    case 'expire-tokens':
      tokens.expireAll();
      proceed();
      return;
    case 'failover':
      incidents.failover();
      proceed();
      return;
    case 'reboot':
      incidents.reboot({ downMs: fault.downMs ?? DEFAULT_DOWN_MS });
      request.socket.destroy();
      return;
    case 'reset':
    case 'drop':
      request.socket.destroy();
      return;
    default:
      // The right answer may have been on its way already.
      response.removeHeader('Content-Type');
      response.removeHeader('Content-Length');
      writeError(
        errorOf(
          fault,
          request.originalUrl.split('?')[0].replace(/^\/mgmt/, ''),
        ),
        request,
        response,
        next,
      );
  }
}

/**
 * Holds the answer back at its very end, when everything is done.
 *
 * @param act - called with a function that sends the answer after all
 */
function whenAnswered(
  response: Response,
  act: (finish: () => void) => void,
): void {
  const end = response.end;
  response.end = ((...args: Parameters<typeof end>) => {
    response.end = end;
    act(() => {
      end.apply(response, args);
    });
    return response;
  }) as typeof response.end;
}

function errorOf(fault: Fault, path: string): Error {
  switch (fault.kind) {
    case 'html-error':
      return new PageError(
        fault.status ?? 503,
        'Service Unavailable',
        'Configuration Utility restarting...',
      );
    case 'http-error':
      return new McpdError(
        fault.status ?? 500,
        'The connection to mcpd has been lost, try again.',
        32768001,
      );
    case 'busy':
      return new McpdError(
        503,
        'There is an active asynchronous task executing.',
        32964609,
      );
    case 'not-registered':
      return FrameworkError.notRegistered(path.replaceAll('~', '?'));
    case 'false-not-found':
      return McpdError.notFound(
        'Object',
        (path.split('/').pop() ?? '').replaceAll('~', '/'),
      );
    case 'lost-credentials':
      return new FrameworkError(
        401,
        `Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100/mgmt${path} Referrer:Unknown Sender:Unknown`,
      );
    default:
      return new PageError(503, 'Service Unavailable', 'Service Unavailable');
  }
}

/** Makes the answer end in the middle, with a length that fits what is sent. */
function truncate(response: Response): void {
  const json = response.json.bind(response);
  response.json = body => {
    response.json = json;
    const text = Buffer.from(JSON.stringify(body));
    return response
      .type('application/json')
      .send(text.subarray(0, Math.floor(text.length / 2)));
  };
}
