import { createHash } from 'node:crypto';
import { HttpAuthService } from '@backstage/backend-plugin-api';
import { Request, Response } from 'express';
import { IdempotencyStore } from '../deployment';
import { callerName } from './caller';
import { CallerOptions } from './types';

/** What routes need to know who asks, and whether they have asked before. */
export interface RequestHelperOptions {
  idempotency: Pick<IdempotencyStore, 'once'>;
  httpAuth: HttpAuthService;
}

/** What routes that change something have in common. */
export function requestHelpers(options: RequestHelperOptions) {
  const caller = async (req: Request): Promise<CallerOptions> => ({
    credentials: await options.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    }),
  });
  /** Answers a request that begins something; once for each Idempotency-Key. */
  const answerOnce = async (
    req: Request,
    res: Response,
    status: number,
    run: (caller: CallerOptions) => Promise<object>,
  ) => {
    const by = await caller(req);
    const once = async () => ({ status, body: await run(by) });
    const key = req.header('idempotency-key');
    const answer = key
      ? await options.idempotency.once(
          {
            caller: digest(callerName(by)),
            key: digest(key),
            operation: `${req.method} ${req.path}`.slice(0, 250),
            body: req.body,
          },
          once,
        )
      : await once();
    res.status(answer.status).json(answer.body);
  };
  return { caller, answerOnce };
}

/** Of any text one that fits a column. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
