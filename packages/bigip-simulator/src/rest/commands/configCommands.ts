import { Router } from 'express';
import { z } from 'zod';
import type { DeviceOperations } from '../../device/DeviceOperations';
import { McpdError } from '../errors';
import type { ContextFactory } from '../tmRouter';
import type { ConfigurationWriter } from '../write/ConfigurationWriter';
import type { Task, Tasks } from './Tasks';

const COMMANDS = ['save', 'load'] as const;

const commandBody = z.looseObject({ command: z.enum(COMMANDS) });
const startBody = z.looseObject({ _taskState: z.literal('VALIDATING') });

/** `sys/config`: save and load, at once or as a task. */
export function configCommands(options: {
  operations: DeviceOperations;
  tasks: Tasks;
  writer: ConfigurationWriter;
  contextOf: ContextFactory;
  now: () => Date;
}): Router {
  const { operations, tasks, writer, contextOf, now } = options;
  const router = Router();

  function commandOf(body: unknown): (typeof COMMANDS)[number] {
    const parsed = commandBody.safeParse(body);
    if (!parsed.success)
      throw McpdError.schema(
        'The command of sys/config must be one of: save, load.',
      );
    return parsed.data.command;
  }

  router.post('/mgmt/tm/sys/config', (request, response) => {
    const command = commandOf(request.body);
    writer.assertIdle();
    operations[command]();
    response.json({
      ...(request.body as object),
      kind: `tm:sys:config:${command}state`,
      command,
    });
  });

  const path = '/mgmt/tm/task/sys/config';
  router.post(path, (request, response) => {
    const command = commandOf(request.body);
    const { links } = contextOf(response);
    const task = tasks.create(command);
    response.json({ command, ...taskAnswer(task, links, now()) });
  });
  router.get(path, (_request, response) => {
    const { links } = contextOf(response);
    response.json({
      kind: 'tm:task:sys:config:configcollectionstate',
      selfLink: links.to('task/sys/config'),
      items: tasks.list().map(task => taskAnswer(task, links, now())),
    });
  });
  router.get(`${path}/:id/result`, (request, response) => {
    const { command, state } = tasks.get(Number(request.params.id));
    if (state !== 'COMPLETED')
      throw new McpdError(404, 'The task has no result yet.');
    response.json({ kind: `tm:task:sys:config:${command}state`, command });
  });
  router
    .route(`${path}/:id`)
    .get((request, response) => {
      const task = tasks.get(Number(request.params.id));
      response.json(taskAnswer(task, contextOf(response).links, now()));
    })
    .put((request, response) => {
      if (!startBody.safeParse(request.body).success)
        throw McpdError.schema('_taskState must be VALIDATING.');
      tasks.start(Number(request.params.id));
      response.status(202).json({
        code: 202,
        message: 'Task will execute asynchronously.',
        errorStack: [],
      });
    })
    .delete((request, response) => {
      tasks.remove(Number(request.params.id));
      response.status(200).end();
    });
  return router;
}

function taskAnswer(
  { id, state, since }: Task,
  links: { to(path: string): string },
  now: Date,
) {
  return {
    _taskId: id,
    _taskState: state,
    _taskTimeInStateMs: state === 'STARTED' ? 0 : now.getTime() - since,
    _taskResultLink: links.to(`task/sys/config/${id}/result`),
    selfLink: links.to(`task/sys/config/${id}`),
  };
}
