import { CustomErrorBase, InputError } from '@backstage/errors';
import express, { Request, RequestHandler } from 'express';

/** Largest body; uploads of certificates with their keys are the largest. */
const MAX_BODY = '256kb';

const parse = express.json({ limit: MAX_BODY });

/** More was sent than any operation takes. */
class BodyTooLargeError extends CustomErrorBase {
  readonly name = 'BodyTooLargeError';
  /** Read by the error handler of Backstage. */
  readonly statusCode = 413;
}

/** The body is of a type or in an encoding that is not read. */
class UnsupportedBodyError extends CustomErrorBase {
  readonly name = 'UnsupportedBodyError';
  readonly statusCode = 415;
}

/**
 * Reads JSON bodies. Errors of the parser quote what they could not read, which
 * may be a private key: they are replaced.
 */
export const parseBody: RequestHandler = (req, res, next) => {
  if (isOtherThanJson(req)) {
    next(unsupported());
    return;
  }
  parse(req, res, error => next(error && toError(error)));
};

/** Some clients name a type when they send nothing; that is no body. */
function isOtherThanJson(req: Request): boolean {
  return (
    req.headers['content-type'] !== undefined &&
    req.headers['content-length'] !== '0' &&
    req.is('application/json') === false
  );
}

function unsupported(): Error {
  return new UnsupportedBodyError(
    'The body is not read; send JSON in UTF-8, as it is or compressed with gzip, with the Content-Type application/json',
  );
}

function toError(error: unknown): Error {
  const type =
    typeof error === 'object' && error !== null && Reflect.get(error, 'type');
  switch (type) {
    case 'entity.too.large':
      return new BodyTooLargeError(`The body is larger than ${MAX_BODY}`);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return unsupported();
    default:
      return new InputError(
        'The body is not valid JSON; send one JSON object in UTF-8',
      );
  }
}
