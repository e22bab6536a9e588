import {
  CreateCampaignRequest,
  CreateRenewalRequest,
  ListRenewalsRequest,
  RevokeRequest,
} from '@cmt/backstage-plugin-certificates-common';
import { Router } from 'express';
import { RequestHelperOptions, requestHelpers } from './requestHelpers';
import {
  CampaignAdministration,
  PolicyAdministration,
  RenewalService,
} from './types';

/** What the routes need. The services are the authorized ones. */
export interface RenewalRoutesOptions extends RequestHelperOptions {
  renewals: RenewalService;
  policies: PolicyAdministration;
  campaigns: CampaignAdministration;
}

/** Adds the routes that issue, renew and revoke, and those of policies. */
export function addRenewalRoutes(
  router: Router,
  options: RenewalRoutesOptions,
): void {
  addRoutesOfRenewals(router, options);
  addRoutesOfPolicies(router, options);
  addRoutesOfCampaigns(router, options);
}

function addRoutesOfRenewals(
  router: Router,
  options: RenewalRoutesOptions,
): void {
  const { renewals } = options;
  const { caller, answerOnce } = requestHelpers(options);

  router.get('/renewals', async (req, res) => {
    res.json(
      await renewals.listRenewals(
        { ...req.query } as unknown as ListRenewalsRequest,
        await caller(req),
      ),
    );
  });

  router.post('/renewals', (req, res) =>
    answerOnce(req, res, 202, by =>
      renewals.createRenewal(req.body as CreateRenewalRequest, by),
    ),
  );

  router.post('/renewals/preview', (req, res) =>
    answerOnce(req, res, 200, by =>
      renewals.previewRenewal(req.body as CreateRenewalRequest, by),
    ),
  );

  router.get('/renewals/:id', async (req, res) => {
    res.json(await renewals.getRenewal(req.params.id, await caller(req)));
  });

  router.post('/renewals/:id/decision', (req, res) =>
    answerOnce(req, res, 200, by =>
      renewals.decideRenewal(
        req.params.id,
        req.body as { approved: boolean; comment?: string },
        by,
      ),
    ),
  );

  router.post('/renewals/:id/certificate', (req, res) =>
    answerOnce(req, res, 200, by =>
      renewals.uploadIssued(
        req.params.id,
        req.body as { pem?: string; pkcs7?: string },
        by,
      ),
    ),
  );

  for (const action of ['retry', 'cancel'] as const) {
    router.post(`/renewals/:id/${action}`, (req, res) =>
      answerOnce(req, res, 200, by =>
        renewals.actOnRenewal(req.params.id, action, by),
      ),
    );
  }

  router.get('/authorities', async (req, res) => {
    res.json({ items: await renewals.listAuthorities(await caller(req)) });
  });

  router.post('/certificates/:id/versions/:versionId/revocation', (req, res) =>
    answerOnce(req, res, 200, by =>
      renewals.revokeVersion(
        req.params.id,
        req.params.versionId,
        req.body as RevokeRequest,
        by,
      ),
    ),
  );
}

function addRoutesOfPolicies(
  router: Router,
  options: RenewalRoutesOptions,
): void {
  const { policies } = options;
  const { caller, answerOnce } = requestHelpers(options);

  router.get('/policies', async (req, res) => {
    res.json({ items: await policies.listPolicies(await caller(req)) });
  });

  router.post('/policies', (req, res) =>
    answerOnce(req, res, 201, by => policies.createPolicy(req.body, by)),
  );

  router.post('/policies/preview', (req, res) =>
    answerOnce(req, res, 200, by => policies.previewPolicy(req.body, by)),
  );

  router.put('/policies/:id', async (req, res) => {
    res.json(
      await policies.updatePolicy(req.params.id, req.body, await caller(req)),
    );
  });

  router.delete('/policies/:id', async (req, res) => {
    res.json(await policies.deletePolicy(req.params.id, await caller(req)));
  });

  router.get('/policies/:id/changes', async (req, res) => {
    res.json({
      items: await policies.listPolicyChanges(req.params.id, await caller(req)),
    });
  });

  router.get('/certificates/:id/policy', async (req, res) => {
    res.json(
      await policies.getPolicyDecision(req.params.id, await caller(req)),
    );
  });

  router.get('/forecast', async (req, res) => {
    res.json(
      await policies.getForecast(
        { ...req.query } as unknown as { owner?: string[] },
        await caller(req),
      ),
    );
  });

  router.get('/calendar/:owner', async (req, res) => {
    const owner = req.params.owner.replace(/\.ics$/, '');
    const calendar = await policies.getCalendar(owner, await caller(req));
    res
      .type('text/calendar; charset=utf-8')
      .setHeader('cache-control', 'private, max-age=3600')
      .send(calendar);
  });
}

function addRoutesOfCampaigns(
  router: Router,
  options: RenewalRoutesOptions,
): void {
  const { campaigns } = options;
  const { caller, answerOnce } = requestHelpers(options);

  router.get('/campaigns', async (req, res) => {
    res.json({ items: await campaigns.listCampaigns(await caller(req)) });
  });

  router.post('/campaigns', (req, res) =>
    answerOnce(req, res, 201, by =>
      campaigns.createCampaign(req.body as CreateCampaignRequest, by),
    ),
  );

  router.post('/campaigns/preview', (req, res) =>
    answerOnce(req, res, 200, by =>
      campaigns.previewCampaign(req.body as CreateCampaignRequest, by),
    ),
  );

  router.get('/campaigns/:id', async (req, res) => {
    res.json(await campaigns.getCampaign(req.params.id, await caller(req)));
  });

  for (const action of ['pause', 'continue', 'stop'] as const) {
    router.post(`/campaigns/:id/${action}`, (req, res) =>
      answerOnce(req, res, 200, by =>
        campaigns.actOnCampaign(req.params.id, action, by),
      ),
    );
  }
}
