import { InputError } from '@backstage/errors';
import express, { RequestHandler } from 'express';

/** Largest body; uploads of certificates with their keys are the largest. */
const MAX_BODY = '256kb';

const parse = express.json({ limit: MAX_BODY });

/**
 * Reads JSON bodies. Errors of the parser quote what they could not read, which
 * may be a private key: they are replaced.
 */
export const parseBody: RequestHandler = (req, res, next) =>
  parse(req, res, error => {
    if (!error) {
      next();
      return;
    }
    const tooLarge =
      typeof error === 'object' &&
      Reflect.get(error, 'type') === 'entity.too.large';
    next(
      new InputError(
        tooLarge
          ? `The body is larger than ${MAX_BODY}`
          : 'The body is not valid JSON',
      ),
    );
  });
