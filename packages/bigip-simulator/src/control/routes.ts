import express, { Router } from 'express';
import { z } from 'zod';
import type { SimulatedDevice } from '../device/SimulatedDevice';
import { Fault, FAULT_KINDS, PlannedFault } from '../device/faults';
import { OPERATIONS } from './documentation';

const MAX_DELAY_MS = 10 * 60 * 1000;

const faultBody = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  method: z
    .string()
    .transform(method => method.toLocaleUpperCase('en'))
    .optional(),
  path: z
    .string()
    .transform((source, context) => {
      try {
        return new RegExp(source);
      } catch {
        context.addIssue({
          code: 'custom',
          message: 'not a regular expression',
        });
        return z.NEVER;
      }
    })
    .optional(),
  after: z.number().int().nonnegative().optional(),
  times: z.number().int().positive().optional(),
  delayMs: z.number().int().nonnegative().max(MAX_DELAY_MS).optional(),
  downMs: z.number().int().nonnegative().max(MAX_DELAY_MS).optional(),
  status: z.number().int().min(400).max(599).optional(),
  phase: z.enum(['before', 'after']).optional(),
});

const rebootBody = z.strictObject({
  downMs: z.number().int().nonnegative().max(MAX_DELAY_MS).optional(),
});

function faultAnswer({ id, fault, waiting, left, used }: PlannedFault) {
  const { path, ...rest } = fault as Fault;
  return {
    id,
    ...rest,
    ...(path && { path: path.source }),
    waiting,
    left: Number.isFinite(left) ? left : null,
    used,
  };
}

const badRequest: express.ErrorRequestHandler = (
  error: unknown,
  _request,
  response,
  next,
) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const isBad =
    error instanceof z.ZodError ||
    (error as { status?: unknown })?.status === 400;
  response.status(isBad ? 400 : 500).json({
    error:
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : (error as Error)?.message ?? String(error),
  });
};

/**
 * `/control`, outside of what a BIG-IP has: faults and incidents by HTTP, and a
 * look behind the scenes. It asks for no credentials, so it is there only when
 * the simulator was started with faults.
 */
export function controlRoutes(device: SimulatedDevice): Router {
  const router = Router();
  router.use(express.json({ type: () => true }));

  router.get('/', (_request, response) => {
    const { configuration } = device;
    response.json({
      operations: OPERATIONS,
      faultKinds: FAULT_KINDS,
      state: {
        hostname: configuration.identity.hostname,
        version: device.version.version,
        failoverState: configuration.failoverState,
        generation: configuration.generation,
        unsavedChanges: device.hasUnsavedChanges,
        isDown: device.isDown,
        faults: device.faults.list().map(faultAnswer),
        calls: device.journal.total,
        leftoverFiles: device.files.leftovers().length,
      },
    });
  });

  router
    .route('/faults')
    .get((_request, response) => {
      response.json({ items: device.faults.list().map(faultAnswer) });
    })
    .post((request, response) => {
      const fault = faultBody.parse(request.body);
      response.status(201).json(faultAnswer(device.faults.plan(fault)));
    })
    .delete((_request, response) => {
      device.faults.clear();
      response.status(204).end();
    });
  router.delete('/faults/:id', (request, response) => {
    if (!device.faults.remove(request.params.id)) {
      response.status(404).json({ error: `No fault ${request.params.id}` });
      return;
    }
    response.status(204).end();
  });

  router.post('/failover', (_request, response) => {
    device.failover();
    response.json({ failoverState: device.configuration.failoverState });
  });

  router.post('/reboot', (request, response, next) => {
    const { downMs } = rebootBody.parse(request.body);
    response.once('finish', () => {
      device.reboot({ downMs }).catch(next);
    });
    response.status(202).json({ rebooting: true });
  });

  router.post('/expire-tokens', (_request, response) => {
    device.tokens.expireAll();
    response.status(204).end();
  });

  router.get('/files', (_request, response) => {
    response.json({ items: device.files.leftovers() });
  });

  router
    .route('/calls')
    .get((_request, response) => {
      const { journal } = device;
      response.json({
        total: journal.total,
        counts: journal.counts(),
        items: journal.list(),
      });
    })
    .delete((_request, response) => {
      device.journal.clear();
      device.calls.reset();
      response.status(204).end();
    });

  router.use((request, response) => {
    response.status(404).json({
      error: `No operation ${request.method} ${request.originalUrl}; see GET /control`,
    });
  });
  router.use(badRequest);
  return router;
}
