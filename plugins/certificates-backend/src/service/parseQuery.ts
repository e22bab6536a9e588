import { RequestHandler } from 'express';

/**
 * Reads query parameters as what they are in the OpenAPI document: texts, and
 * lists of texts where one is repeated.
 *
 * The parser of Express turns long lists and names with brackets into objects,
 * which no operation takes.
 */
export const parseQuery: RequestHandler = (req, _res, next) => {
  const start = req.originalUrl.indexOf('?');
  const parameters = new URLSearchParams(
    start < 0 ? '' : req.originalUrl.slice(start + 1),
  );
  // `fromEntries` defines properties: no name can reach the prototype.
  req.query = Object.fromEntries(
    [...new Set(parameters.keys())].map(name => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
  next();
};
