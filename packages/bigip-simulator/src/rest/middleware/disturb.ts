import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import type { Fault, FaultPlan } from '../../device/faults';
import type { TokenStore } from '../auth/TokenStore';
import { FrameworkError, McpdError, PageError } from '../errors';

/** Applies the faults that a test has asked for. */
export function disturb(options: {
  faults: FaultPlan;
  tokens: TokenStore;
}): RequestHandler {
  const { faults, tokens } = options;
  return (request, response, next) => {
    const fault = faults.take(request.method, request.originalUrl);
    if (!fault) {
      next();
      return;
    }
    const path = request.originalUrl.split('?')[0].replace(/^\/mgmt/, '');
    switch (fault.kind) {
      case 'delay':
        sleep(fault.delayMs ?? 1000).then(() => next(), next);
        return;
      case 'truncated-json':
        truncate(response);
        next();
        return;
      case 'expire-tokens':
        tokens.expireAll();
        next();
        return;
      case 'reset':
        request.socket.destroy();
        return;
      default:
        next(errorOf(fault, path));
    }
  };
}

function errorOf(fault: Fault, path: string): Error {
  switch (fault.kind) {
    case 'html-error':
      return new PageError(
        fault.status ?? 503,
        'Service Unavailable',
        'Configuration Utility restarting...',
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
