import { Request, Response, Router } from 'express';
import { z } from 'zod';
import { McpdError } from '../errors';
import type { AnswerContext, Attributes } from '../model/Resource';
import type { Transaction, Transactions } from './Transactions';

const PATH = '/mgmt/tm/transaction';

const commitBody = z.looseObject({
  state: z.literal('VALIDATING'),
  validateOnly: z.boolean().default(false),
});

const orderBody = z.object({ evalOrder: z.coerce.number().int().positive() });

/** `/mgmt/tm/transaction`: open, look at, reorder, commit, discard. */
export function transactionRoutes(options: {
  transactions: Transactions;
  contextOf: (response: Response) => AnswerContext;
}): Router {
  const { transactions, contextOf } = options;
  const router = Router();

  function answer(
    transaction: Transaction,
    context: AnswerContext,
  ): Attributes {
    const { id, state, validateOnly, failureReason } = transaction;
    const { version, links } = context;
    return {
      transId: Number(id),
      state,
      timeoutSeconds: transactions.timeoutSeconds,
      ...(version.atLeast('12.0') && {
        asyncExecution: false,
        validateOnly,
        executionTimeout: transactions.executionTimeoutSeconds,
        executionTime: 0,
        failureReason,
      }),
      kind: 'tm:transactionstate',
      selfLink: links.to(`transaction/${id}`),
    };
  }

  router
    .route(PATH)
    .get((_request, response) => {
      const context = contextOf(response);
      response.json({
        kind: 'tm:transactioncollectionstate',
        selfLink: context.links.to('transaction'),
        items: transactions.list().map(t => answer(t, context)),
      });
    })
    .post((_request, response) => {
      response.json(answer(transactions.open(), contextOf(response)));
    });

  router
    .route(`${PATH}/:id`)
    .get((request, response) => {
      response.json(
        answer(transactions.get(request.params.id), contextOf(response)),
      );
    })
    .delete((request, response) => {
      transactions.discard(request.params.id);
      response.status(200).end();
    })
    .patch((request, response, next) => {
      const context = contextOf(response);
      const body = commitBody.safeParse(request.body);
      if (!body.success)
        throw McpdError.schema(
          'The state of a transaction can be set to VALIDATING only.',
        );
      transactions
        .commit(request.params.id, {
          context,
          validateOnly: body.data.validateOnly,
        })
        .then(transaction =>
          response.json({
            ...answer(transaction, context),
            state: 'COMPLETED',
          }),
        )
        .catch(next);
    });

  router.get(`${PATH}/:id/commands`, (request, response) => {
    const context = contextOf(response);
    const { id } = request.params;
    response.json({
      kind: 'tm:transaction:commandscollectionstate',
      selfLink: context.links.to(`transaction/${id}/commands`),
      items: transactions
        .get(id)
        .commands.map(c => transactions.commandAnswer(id, c, context)),
    });
  });

  const number = (request: Request<{ command: string }>) =>
    Number(request.params.command);
  router
    .route(`${PATH}/:id/commands/:command`)
    .get((request, response) => {
      const { id } = request.params;
      response.json(
        transactions.commandAnswer(
          id,
          transactions.command(id, number(request)),
          contextOf(response),
        ),
      );
    })
    .patch((request, response) => {
      const { id } = request.params;
      const body = orderBody.safeParse(request.body);
      if (!body.success)
        throw McpdError.schema('evalOrder must be a positive number.');
      response.json(
        transactions.commandAnswer(
          id,
          transactions.reorder(id, number(request), body.data.evalOrder),
          contextOf(response),
        ),
      );
    })
    .delete((request, response) => {
      transactions.removeCommand(request.params.id, number(request));
      response.status(200).end();
    });
  return router;
}
