import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import { FrameworkError } from '../errors';

const taskBody = z.object({ operation: z.literal('QUERY') });

/**
 * Packages of the REST framework (AS3 and the like): none is installed. Listing
 * them is a task that a client starts and then asks for.
 */
export function packageRoutes(): Router {
  const router = Router();
  const tasks = '/mgmt/shared/iapp/package-management-tasks';
  const kind = 'shared:iapp:package-management-tasks';
  const known = new Set<string>();

  const task = (id: string, status: 'CREATED' | 'FINISHED') => ({
    id,
    operation: 'QUERY',
    status,
    ...(status === 'FINISHED' && { queryResponse: [] }),
    kind: `${kind}:iapppackagemanagementtaskstate`,
    selfLink: `https://localhost${tasks}/${id}`,
  });

  router.get(
    '/mgmt/shared/iapp/global-installed-packages',
    (_request, response) => {
      response.json({
        items: [],
        generation: 1,
        kind: 'shared:iapp:global-installed-packages:installedpackagecollectionstate',
        lastUpdateMicros: 0,
        selfLink:
          'https://localhost/mgmt/shared/iapp/global-installed-packages',
      });
    },
  );
  router.post(tasks, (request, response) => {
    if (!taskBody.safeParse(request.body).success)
      throw new FrameworkError(400, 'Only the operation QUERY is supported');
    const id = randomUUID();
    known.add(id);
    response.status(202).json(task(id, 'CREATED'));
  });
  router
    .route(`${tasks}/:id`)
    .get((request, response) => {
      const { id } = request.params;
      if (!known.has(id))
        throw new FrameworkError(404, `Object not found - ${tasks}/${id}`);
      response.json(task(id, 'FINISHED'));
    })
    .delete((request, response) => {
      known.delete(request.params.id);
      response.json({});
    });
  return router;
}
