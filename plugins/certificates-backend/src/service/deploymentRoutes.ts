import {
  CleanUpCandidate,
  CreateDeploymentRequest,
  DeploymentAction,
  ImportMaterialRequest,
  ListDeploymentsRequest,
  StartDeploymentRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Router } from 'express';
import { RequestHelperOptions, requestHelpers } from './requestHelpers';
import { DeploymentService } from './types';

/** What the routes need. The service is the authorized one. */
export interface DeploymentRoutesOptions extends RequestHelperOptions {
  deployments: DeploymentService;
}

const ACTIONS: readonly Exclude<DeploymentAction, 'start'>[] = [
  'continue',
  'pause',
  'cancel',
  'retry',
  'roll-back',
];

const CLEAN_UP_ACTIONS = ['quarantine', 'release', 'restore'] as const;

/** Adds the routes that change devices, or tell what should be changed. */
export function addDeploymentRoutes(
  router: Router,
  options: DeploymentRoutesOptions,
): void {
  const { deployments } = options;
  const { caller, answerOnce } = requestHelpers(options);

  router.get('/materials', async (req, res) => {
    const { certificate } = req.query as unknown as { certificate: string };
    res.json({
      items: await deployments.listMaterials(certificate, await caller(req)),
    });
  });

  router.post('/materials', (req, res) =>
    answerOnce(req, res, 200, by =>
      deployments.importMaterial(req.body as ImportMaterialRequest, by),
    ),
  );

  router.get('/deployments', async (req, res) => {
    res.json(
      await deployments.listDeployments(
        { ...req.query } as unknown as ListDeploymentsRequest,
        await caller(req),
      ),
    );
  });

  router.post('/deployments', (req, res) =>
    answerOnce(req, res, 202, by =>
      deployments.createDeployment(req.body as CreateDeploymentRequest, by),
    ),
  );

  router.get('/deployments/:id', async (req, res) => {
    res.json(await deployments.getDeployment(req.params.id, await caller(req)));
  });

  router.post('/deployments/:id/start', (req, res) =>
    answerOnce(req, res, 200, by =>
      deployments.startDeployment(
        req.params.id,
        req.body as StartDeploymentRequest,
        by,
      ),
    ),
  );

  router.post('/deployments/:id/promote', (req, res) =>
    answerOnce(req, res, 202, by =>
      deployments.promoteDeployment(
        req.params.id,
        req.body as { environment: string },
        by,
      ),
    ),
  );

  for (const action of ACTIONS) {
    router.post(`/deployments/:id/${action}`, (req, res) =>
      answerOnce(req, res, 200, by =>
        deployments.actOnDeployment(req.params.id, action, by),
      ),
    );
  }

  router.get('/drift', async (req, res) => {
    res.json(
      await deployments.listDrift(
        { ...req.query } as unknown as {
          certificate?: string;
          owner?: string[];
        },
        await caller(req),
      ),
    );
  });

  router.get('/clean-up', async (req, res) => {
    res.json(
      await deployments.listCleanUp(
        { ...req.query } as unknown as { state?: CleanUpCandidate['state'][] },
        await caller(req),
      ),
    );
  });

  for (const action of CLEAN_UP_ACTIONS) {
    router.post(`/clean-up/:id/${action}`, (req, res) =>
      answerOnce(req, res, 200, by =>
        deployments.actOnCleanUp(req.params.id, action, by),
      ),
    );
  }
}
