import { RenewalsClient } from '@cmt/backstage-plugin-certificates-common';
import { openApiDocument } from './openapi';

/** Every operation of the client, with any arguments. */
const OPERATIONS: Record<
  keyof RenewalsClient,
  (client: RenewalsClient) => Promise<unknown>
> = {
  createRenewal: c => c.createRenewal({}),
  previewRenewal: c => c.previewRenewal({}),
  listRenewals: c => c.listRenewals({}),
  getRenewal: c => c.getRenewal('x'),
  decideRenewal: c => c.decideRenewal('x', { approved: true }),
  uploadIssued: c => c.uploadIssued('x', {}),
  actOnRenewal: async c => {
    await c.actOnRenewal('x', 'retry');
    await c.actOnRenewal('x', 'cancel');
  },
  listAuthorities: c => c.listAuthorities(),
  listPolicies: c => c.listPolicies(),
  createPolicy: c => c.createPolicy({} as never),
  updatePolicy: c => c.updatePolicy('x', {} as never),
  deletePolicy: c => c.deletePolicy('x'),
  listPolicyChanges: c => c.listPolicyChanges('x'),
  previewPolicy: c => c.previewPolicy({} as never),
  getPolicyDecision: c => c.getPolicyDecision('x'),
  getForecast: c => c.getForecast({}),
  revokeVersion: c => c.revokeVersion('x', 'y', { reason: 'superseded' }),
  listCampaigns: c => c.listCampaigns(),
  getCampaign: c => c.getCampaign('x'),
  previewCampaign: c => c.previewCampaign({} as never),
  createCampaign: c => c.createCampaign({} as never),
  actOnCampaign: async c => {
    await c.actOnCampaign('x', 'pause');
    await c.actOnCampaign('x', 'continue');
    await c.actOnCampaign('x', 'stop');
  },
};

describe('the REST API', () => {
  it.each(Object.entries(OPERATIONS))(
    'has an operation for %s of the client',
    async (_name, call) => {
      const requests: { method: string; path: string }[] = [];
      const client = new RenewalsClient({
        discoveryApi: { getBaseUrl: async () => 'http://backend' },
        fetchApi: {
          fetch: async (input, init) => {
            requests.push({
              method: (init?.method ?? 'GET').toLowerCase(),
              path: new URL(String(input)).pathname,
            });
            return new Response('{"items":[]}');
          },
        },
      });
      await call(client);
      expect(requests.length).toBeGreaterThan(0);
      for (const { method, path } of requests) {
        const known = Object.entries(openApiDocument.paths).filter(
          ([template, operations]) =>
            method in operations &&
            new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
        );
        expect([method, path, known.length > 0]).toEqual([method, path, true]);
      }
    },
  );
});
