import { STATUS_CODES } from 'node:http';
import { ErrorRequestHandler, Request } from 'express';

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

/** A problem as RFC 9457 has it. Its kind is the name in the `error` beside it. */
interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail?: string;
  instance: string;
}

/**
 * Makes the answer to an error a problem as RFC 9457 describes it. The members
 * that every Backstage plugin answers stay, so that both kinds of clients
 * understand it: the error handler of Backstage goes on to decide the status, hide
 * internals and write the log.
 *
 * Clients of Backstage read the body only as `application/json`, which is what
 * they get; `application/problem+json` is for those that ask for it.
 */
export const problemDetails: ErrorRequestHandler = (error, req, res, next) => {
  const answer = res.json.bind(res);
  res.json = (body: unknown) => {
    res.json = answer;
    res.vary('Accept');
    if (req.accepts([JSON_TYPE, PROBLEM_TYPE]) === PROBLEM_TYPE) {
      res.type(PROBLEM_TYPE);
    }
    return answer({
      ...problemOf(req, res.statusCode, body),
      ...toObject(body),
    });
  };
  next(error);
};

function problemOf(req: Request, status: number, body: unknown): Problem {
  const { message } = toObject(toObject(body).error);
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    ...(typeof message === 'string' && { detail: message }),
    // Without the query, which may hold what people look for.
    instance: req.originalUrl.split('?')[0],
  };
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
