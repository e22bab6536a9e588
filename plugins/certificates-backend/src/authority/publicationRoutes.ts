import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { Authorities } from './Authorities';

/** Path below the plugin; open to everybody, as CRLs have to be (RFC 5280 section 8). */
export const PUBLICATIONS_PATH = '/pki';

/** Serves what CAs publish. Holds nothing that is not public. */
export function createPublicationRouter(options: {
  authorities: Pick<Authorities, 'publication'>;
}): Router {
  const router = PromiseRouter();
  router.get(`${PUBLICATIONS_PATH}/:authority/:name`, async (req, res) => {
    const { authority, name } = req.params;
    const found = await options.authorities.publication(authority, name);
    res
      .setHeader('cache-control', `public, max-age=${found.maxAge}`)
      .type(found.contentType)
      .send(Buffer.from(found.body));
  });
  return router;
}
