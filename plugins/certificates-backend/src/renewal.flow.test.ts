import {
  isRenewalOver,
  RenewalDetail,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { createTestDatabases } from './__testUtils__/databases';
import { FakeAuthority } from './__testUtils__/FakeAuthority';
import {
  FakeCertificate,
  fakeDescriptor,
  FakeInventorySource,
  fakeSnapshot,
} from './__testUtils__/FakeInventorySource';
import { FakeTarget } from './__testUtils__/FakeTarget';
import { startCertificatesBackend } from './__testUtils__/startCertificatesBackend';
import { undocumented } from './__testUtils__/undocumented';

jest.setTimeout(120_000);

const databases = createTestDatabases();

const SHOP: FakeCertificate = {
  object: 'shop',
  names: ['shop.example.com'],
  daysLeft: 3,
};
const WILD: FakeCertificate = {
  object: 'wild',
  names: ['*.example.com'],
  daysLeft: 3,
};

describe.each(databases.eachSupportedId())('renewals over REST on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startCertificatesBackend>>;
  let target: FakeTarget;
  let authority: FakeAuthority;

  async function start(options: { validateResponses?: boolean } = {}) {
    knex = await databases.migrated(id);
    authority = new FakeAuthority(() => Date.now());
    const snapshot = fakeSnapshot('alpha', [SHOP, WILD]);
    const [shop, wild] = snapshot.certificates;
    target = new FakeTarget({
      alpha: {
        '/Common/shop': shop.fingerprint!,
        '/Common/wild': wild.fingerprint!,
      },
    });
    t = await startCertificatesBackend({
      knex,
      sources: [
        new FakeInventorySource(
          [fakeDescriptor('alpha')],
          async () => snapshot,
        ),
      ],
      targets: [target],
      authorities: [{ kind: 'fake', create: () => authority }],
      groups: {
        'user:default/pat': ['group:default/platform'],
        'user:default/pia': ['group:default/platform'],
      },
      validateResponses: options.validateResponses,
      config: {
        certificates: {
          custody: {
            keys: [
              { id: 'k1', secret: Buffer.alloc(32, 7).toString('base64') },
            ],
          },
          ownership: { triageGroup: 'group:default/platform' },
          authorities: [{ id: 'ca', kind: 'fake', title: 'Our CA' }],
          policies: [{ id: 'all', name: 'All' }],
        },
      },
    });
    await t.client.scanDevice('alpha');
    while (!(await t.client.getDevice('alpha')).lastSuccessAt) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  afterEach(() => t.backend.stop());

  async function certificateId(title: string): Promise<string> {
    const { items } = await t.client.listCertificates({ q: title });
    return items.find(item => item.title.includes(title))!.id;
  }

  async function until(
    renewal: string,
    condition: (detail: RenewalDetail) => boolean,
  ): Promise<RenewalDetail> {
    for (let attempt = 0; attempt < 500; attempt++) {
      const detail = await t.renewals().getRenewal(renewal);
      if (condition(detail)) {
        return detail;
      }
      await t.run('certificates-renewal-sweep');
      await t.run('certificates-deployment-sweep');
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error('did not happen in time');
  }

  const over = (renewal: string) =>
    until(renewal, ({ state }) => isRenewalOver(state));

  it('go by themselves from three days left to a proven deployment', async () => {
    await start();
    await t.run('certificates-renewal-tick');
    const { items } = await t.renewals().listRenewals({});
    expect(undocumented('RenewalPage', { items })).toEqual([]);
    // The wildcard needs the platform group: it comes first in the list.
    expect(items.map(item => [item.certificateTitle, item.createdBy])).toEqual(
      expect.arrayContaining([
        ['shop.example.com', null],
        ['*.example.com', null],
      ]),
    );
    const shop = items.find(item => item.certificateTitle.startsWith('shop'))!;
    const done = await over(shop.id);
    expect(done).toMatchObject({ state: 'succeeded', problem: null });
    expect(target.state('alpha').saved['/Common/shop']).toBe(done.fingerprint);
    const deployment = await t.deployments.getDeployment(done.deploymentId!);
    expect(deployment).toMatchObject({
      state: 'succeeded',
      createdBy: 'policy:default/all',
      startedBy: 'policy:default/all',
    });

    const wild = items.find(item => item.certificateTitle.startsWith('*'))!;
    const held = await until(wild.id, r => r.waitsFor === 'approval');
    expect(held.approval).toMatchObject({
      tier: 'platform',
      reasons: ['wildcard'],
      approvers: ['group:default/platform'],
    });
    await expect(
      t.renewals().decideRenewal(wild.id, { approved: true }),
    ).rejects.toThrow(/403/);
    await t
      .renewals('user:default/pat')
      .decideRenewal(wild.id, { approved: true, comment: 'fine' });
    expect((await over(wild.id)).state).toBe('succeeded');
    expect(target.keys.size).toBe(2);
    expect(authority.issued).toHaveLength(2);

    // A second tick begins nothing more.
    await t.run('certificates-renewal-tick');
    const again = await t.renewals().listRenewals({});
    expect(again.items).toHaveLength(2);
  });

  it('answer as the document says', async () => {
    await start({ validateResponses: true });
    const api = t.renewals('user:default/pat');
    const shop = await certificateId('shop');
    await t.run('certificates-renewal-tick');

    const decision = await api.getPolicyDecision(shop);
    expect(decision).toMatchObject({
      policy: { id: 'all' },
      because:
        "'All' is meant for every certificate, and none has a higher precedence",
    });
    expect(undocumented('PolicyDecision', decision)).toEqual([]);

    const preview = await api.previewRenewal({ certificateId: shop });
    expect(preview).toMatchObject({
      names: ['shop.example.com'],
      keys: [{ type: 'rsa', size: 2048 }],
      authority: { id: 'ca', title: 'Our CA', automatic: true },
      tier: 'none',
      bindings: 1,
      problems: [],
    });
    expect(undocumented('RenewalPreview', preview)).toEqual([]);

    const authorities = await api.listAuthorities();
    expect(authorities).toMatchObject([
      { id: 'ca', title: 'Our CA', health: { status: 'ok' } },
    ]);
    expect(undocumented('AuthorityList', { items: authorities })).toEqual([]);
    const crl = await fetch(`${t.baseUrl}/pki/ca/issuing.crl`);
    expect([crl.status, crl.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=600',
    ]);
    expect((await fetch(`${t.baseUrl}/pki/ca/secret`)).status).toBe(404);

    const calendar = await t.get('/calendar/group%3Adefault%2Fplatform.ics');
    expect(calendar.headers.get('content-type')).toContain('text/calendar');
    expect((await calendar.text()).match(/BEGIN:VEVENT/g)).toHaveLength(4);

    const campaign = {
      title: 'Replace the issuer',
      selection: { issuers: ['Example*'], names: ['shop*'] },
    };
    const wouldReplace = await api.previewCampaign(campaign);
    expect(wouldReplace).toMatchObject({ certificates: 1, problems: [] });
    expect(undocumented('CampaignPreview', wouldReplace)).toEqual([]);
    const begun = await api.createCampaign(campaign);
    expect(undocumented('Campaign', begun)).toEqual([]);
    expect(await api.actOnCampaign(begun.id, 'stop')).toMatchObject({
      state: 'stopped',
      counts: { total: 1, waiting: 1 },
    });
    expect(await api.listCampaigns()).toHaveLength(1);

    const [declared] = await api.listPolicies();
    expect(undocumented('PolicyList', { items: [declared] })).toEqual([]);
    const { id: _, source: __, ...input } = declared;
    await expect(api.updatePolicy('all', input)).rejects.toThrow(/409/);
    const wanted = {
      ...input,
      name: 'Shop',
      priority: 5,
      match: { names: ['shop.*'] },
      mode: 'manual' as const,
    };
    expect(await api.previewPolicy(wanted)).toMatchObject({
      matches: 1,
      applies: 1,
      examples: [{ title: 'shop.example.com', before: 'All', after: 'Shop' }],
    });
    const made = await api.createPolicy(wanted, { idempotencyKey: 'one' });
    expect(await api.createPolicy(wanted, { idempotencyKey: 'one' })).toEqual(
      made,
    );
    expect((await api.getPolicyDecision(shop)).policy?.id).toBe(made.id);
    await api.updatePolicy(made.id, { ...wanted, priority: 6 });
    await api.deletePolicy(made.id);
    const changes = await api.listPolicyChanges(made.id);
    expect(changes.map(({ change, by }) => [change, by])).toEqual([
      ['deleted', 'user:default/pat'],
      ['changed', 'user:default/pat'],
      ['created', 'user:default/pat'],
    ]);
    expect(undocumented('PolicyChangeList', { items: changes })).toEqual([]);
    await expect(
      api.createPolicy({ ...wanted, mode: 'sometimes' } as never),
    ).rejects.toThrow(/400/);

    const forecast = await api.getForecast({});
    expect(forecast).toMatchObject({
      owners: [
        {
          ownerRef: 'group:default/platform',
          certificates: 2,
          automated: 1,
          perYear: { '200': 5, '100': 11, '47': 23 },
        },
      ],
      notAutomated: [
        { title: '*.example.com', reason: 'Somebody has to agree: wildcard' },
      ],
    });
    expect(undocumented('RenewalForecast', forecast)).toEqual([]);
    expect((await t.client.getCertificate(shop)).automated).toBe(true);

    const { items } = await api.listRenewals({ certificate: shop });
    const done = await over(items[0].id);
    expect(undocumented('RenewalDetail', done)).toEqual([]);
    await expect(api.actOnRenewal(done.id, 'retry')).rejects.toThrow(/409/);
    await expect(api.getRenewal('nothing')).rejects.toThrow(/404/);

    const revoked = await api.revokeVersion(shop, done.fingerprint!, {
      reason: 'superseded',
    });
    expect(
      await api.revokeVersion(shop, done.fingerprint!, {
        reason: 'superseded',
      }),
    ).toEqual(revoked);
    expect(authority.revoked).toHaveLength(1);
    const old = (await t.client.getCertificate(shop)).currentVersionId!;
    await expect(
      api.revokeVersion(shop, old, { reason: 'superseded' }),
    ).rejects.toThrow(/409/);
  });
});
