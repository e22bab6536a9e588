import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { stringifyError } from '@backstage/errors';
import {
  CertificateFilter,
  ListCertificatesRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Request, Response, Router } from 'express';
import {
  addDeploymentRoutes,
  DeploymentRoutesOptions,
} from './deploymentRoutes';
import { EXPORT_FORMATS } from './exportFormats';
import { openApiDocument } from './openapi';
import { parseBody } from './parseBody';
import { parseQuery } from './parseQuery';
import { addRenewalRoutes, RenewalRoutesOptions } from './renewalRoutes';
import { problemDetails } from './problemDetails';
import { CallerOptions, CertificateService, DeviceService } from './types';

/** What the router needs. The services are the authorized ones. */
export interface RouterOptions
  extends DeploymentRoutesOptions,
    RenewalRoutesOptions {
  certificates: CertificateService;
  devices: DeviceService;
  logger: LoggerService;
  clock: () => number;
  /** Also check what is answered against the document. For tests: it is slow. */
  validateResponses?: boolean;
}

/** Routes of the REST API. Knows HTTP; everything else is asked of the services. */
export async function createRouter(options: RouterOptions): Promise<Router> {
  const { certificates, devices, httpAuth } = options;
  const validated: Router = await createValidatedOpenApiRouter<
    typeof openApiDocument
  >(openApiDocument, {
    middleware: [parseQuery],
    validatorOptions: { validateResponses: options.validateResponses ?? false },
  });

  const caller = async (req: Request): Promise<CallerOptions> => ({
    credentials: await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    }),
  });

  validated.get('/certificates', async (req, res) => {
    res.json(
      await certificates.listCertificates(
        query<ListCertificatesRequest>(req),
        await caller(req),
      ),
    );
  });

  validated.get('/certificates/:id', async (req, res) => {
    res.json(
      await certificates.getCertificate(req.params.id, await caller(req)),
    );
  });

  validated.get('/certificates/:id/versions', async (req, res) => {
    res.json({
      items: await certificates.listVersions(req.params.id, await caller(req)),
    });
  });

  validated.get(
    '/certificates/:id/versions/:versionId/pem',
    async (req, res) => {
      const { id, versionId } = req.params;
      const pem = await certificates.getVersionPem(
        id,
        versionId,
        await caller(req),
      );
      res
        .type('application/x-pem-file')
        .attachment(`certificate-${versionId.slice(0, 16)}.pem`)
        .send(pem);
    },
  );

  validated.get('/certificates/:id/usage', async (req, res) => {
    res.json(
      await certificates.listUsage(
        req.params.id,
        query<{ limit?: number; cursor?: string; includeRemoved?: boolean }>(
          req,
        ),
        await caller(req),
      ),
    );
  });

  validated.get('/facets', async (req, res) => {
    res.json(
      await certificates.getFacets(
        query<CertificateFilter>(req),
        await caller(req),
      ),
    );
  });

  validated.get('/summary', async (req, res) => {
    res.json(
      await certificates.getSummary(
        query<CertificateFilter>(req),
        await caller(req),
      ),
    );
  });

  validated.get('/export', async (req, res) => {
    await sendExport(options, req, res, await caller(req));
  });

  validated.get('/devices', async (req, res) => {
    res.json({ items: await devices.listDevices(await caller(req)) });
  });

  validated.get('/devices/:name', async (req, res) => {
    res.json(await devices.getDevice(req.params.name, await caller(req)));
  });

  validated.get('/devices/:name/scans', async (req, res) => {
    res.json({
      items: await devices.listScans(req.params.name, await caller(req)),
    });
  });

  validated.post('/devices/:name/scans', async (req, res) => {
    const scan = await devices.requestScan(req.params.name, await caller(req));
    res.status(202).json(scan);
  });

  validated.get('/scans/:id', async (req, res) => {
    res.json(await devices.getScan(req.params.id, await caller(req)));
  });

  validated.get('/catalog-feed', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['service'] });
    res.json(
      await certificates.listCatalogFeed(
        query<{ after: number; limit?: number }>(req),
        { credentials },
      ),
    );
  });

  validated.get('/health', async (req, res) => {
    res.json(await certificates.getHealth(await caller(req)));
  });

  addDeploymentRoutes(validated, options);
  addRenewalRoutes(validated, options);

  // Bodies are parsed out here: the validating router makes any error a bad request.
  const router = Router();
  router.use(parseBody, validated, problemDetails);
  return router;
}

/** Query parameters, which the OpenAPI document has validated and converted. */
function query<T>(req: Request): T {
  return { ...req.query } as unknown as T;
}

async function sendExport(
  { certificates, logger, clock }: RouterOptions,
  req: Request,
  res: Response,
  caller: CallerOptions,
): Promise<void> {
  const { format: formatName, ...filter } = query<
    CertificateFilter & { format: 'csv' | 'json' }
  >(req);
  const format = EXPORT_FORMATS[formatName];
  const pieces = format
    .write(await certificates.exportCertificates(filter, caller))
    [Symbol.asyncIterator]();
  // The first piece is made before anything is sent: an error up to there gets
  // its proper answer.
  const first = await pieces.next();
  const date = new Date(clock()).toISOString().slice(0, 10);
  res.setHeader('content-type', format.contentType);
  res.setHeader(
    'content-disposition',
    `attachment; filename="certificates-${date}.${format.extension}"`,
  );
  res.setHeader('cache-control', 'no-store');
  try {
    await pipeline(Readable.from(rejoin(first, pieces)), res);
  } catch (error) {
    // Too late for a status: the connection has been cut, so that nobody takes
    // half an export for a whole one.
    logger.warn(`An export broke off: ${stringifyError(error)}`);
  }
}

async function* rejoin(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>,
): AsyncIterable<string> {
  for (let piece = first; !piece.done; piece = await rest.next()) {
    yield piece.value;
  }
}
