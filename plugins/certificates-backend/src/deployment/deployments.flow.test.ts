import { mockCredentials } from '@backstage/backend-test-utils';
import {
  CreateDeploymentRequest,
  DeploymentDetail,
  isDeploymentOver,
} from '@cmt/backstage-plugin-certificates-common';
import { Knex } from 'knex';
import { createTestDatabases } from '../__testUtils__/databases';
import {
  FakeCertificate,
  fakeDescriptor,
  FakeInventorySource,
  fakeSnapshot,
} from '../__testUtils__/FakeInventorySource';
import { FakeTarget } from '../__testUtils__/FakeTarget';
import { fakeMaterial } from '../__testUtils__/fakeMaterial';
import { startCertificatesBackend } from '../__testUtils__/startCertificatesBackend';
import { undocumented } from '../__testUtils__/undocumented';

jest.setTimeout(120_000);

const databases = createTestDatabases();

const SHOP: FakeCertificate = {
  object: 'shop',
  names: ['shop.example.com'],
  daysLeft: 20,
};
const UNUSED: FakeCertificate = {
  object: 'attic',
  names: ['attic.example.com'],
  daysLeft: -400,
};

describe.each(databases.eachSupportedId())('deployments on %p', id => {
  let knex: Knex;
  let t: Awaited<ReturnType<typeof startCertificatesBackend>>;
  let target: FakeTarget;
  let now = Date.now();

  /** Checking answers against the OpenAPI document is slow; one test does it for all. */
  async function start(options: { validateResponses?: boolean } = {}) {
    now = Date.now();
    knex = await databases.migrated(id);
    const snapshots = {
      alpha: fakeSnapshot('alpha', [SHOP, UNUSED]),
      beta: fakeSnapshot('beta', [SHOP]),
    };
    for (const snapshot of Object.values(snapshots)) {
      snapshot.profiles = snapshot.profiles.filter(
        profile => profile.fullPath !== '/Common/attic',
      );
      snapshot.virtualServers = snapshot.virtualServers.filter(
        server => server.fullPath !== '/Common/attic-vs',
      );
    }
    const fingerprint = snapshots.alpha.certificates[0].fingerprint ?? '';
    target = new FakeTarget({
      alpha: { '/Common/shop': fingerprint },
      beta: { '/Common/shop': fingerprint },
    });
    t = await startCertificatesBackend({
      knex,
      clock: () => now,
      sources: [
        new FakeInventorySource(
          [
            fakeDescriptor('alpha', { environment: 'staging' }),
            fakeDescriptor('beta', { environment: 'production' }),
          ],
          async ({ device }) => snapshots[device as 'alpha' | 'beta'],
        ),
      ],
      targets: [target],
      validateResponses: options.validateResponses,
      config: {
        certificates: {
          custody: {
            keys: [
              { id: 'k1', secret: Buffer.alloc(32, 7).toString('base64') },
            ],
          },
        },
      },
    });
    for (const device of ['alpha', 'beta']) {
      await t.client.scanDevice(device);
      while (!(await t.client.getDevice(device)).lastSuccessAt) {
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }
  }

  afterEach(() => t.backend.stop());

  async function certificateId(title: string): Promise<string> {
    const { items } = await t.client.listCertificates({ q: title });
    return items[0].id;
  }

  async function until(
    deployment: string,
    condition: (detail: DeploymentDetail) => boolean,
  ): Promise<DeploymentDetail> {
    for (let attempt = 0; attempt < 500; attempt++) {
      const detail = await t.deployments.getDeployment(deployment);
      if (condition(detail)) {
        return detail;
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error('did not happen in time');
  }

  async function bring() {
    const { certificatePem, keyPem } = await fakeMaterial('shop.example.com');
    const { material, problems } = await t.deployments.importMaterial({
      certificateId: await certificateId('shop'),
      pem: `${certificatePem}${keyPem}`,
    });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    return { material: material!, keyPem };
  }

  async function planned(overrides: Partial<CreateDeploymentRequest> = {}) {
    const { material } = overrides.materialId
      ? { material: { id: '', certificateId: await certificateId('shop') } }
      : await bring();
    const { id: deployment } = await t.deployments.createDeployment({
      certificateId: material.certificateId!,
      materialId: material.id,
      ...overrides,
    });
    return until(deployment, ({ state }) => state !== 'planning');
  }

  const post = (path: string, body: string, headers = {}) =>
    fetch(`${t.baseUrl}${path}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization: mockCredentials.user.header('user:default/ann'),
        ...headers,
      },
    });

  it('goes from a file to proven handshakes, and to the next environment', async () => {
    await start({ validateResponses: true });
    const plan = await planned({ environment: 'staging', reason: 'renewal' });
    expect(plan).toMatchObject({
      state: 'planned',
      units: 1,
      bindings: 1,
      createdBy: 'user:default/ann',
      targets: [{ unit: 'alpha', environment: 'staging' }],
    });
    expect(undocumented('DeploymentDetail', plan)).toEqual([]);

    const started = await t.deployments.startDeployment(plan.id, {
      planHash: plan.planHash!,
      consents: plan.consents.map(({ code }) => code),
    });
    expect(started.startedBy).toBe('user:default/ann');
    const over = await until(plan.id, ({ state }) => isDeploymentOver(state));
    expect(over.state).toBe('succeeded');
    expect(undocumented('DeploymentDetail', over)).toEqual([]);
    expect(t.signals.publish).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: 'certificates:deployment',
      message: { type: 'deployment-changed', deploymentId: plan.id },
    });

    now += 1000;
    const promoted = await t.deployments.promoteDeployment(plan.id, {
      environment: 'production',
    });
    const next = await until(promoted.id, ({ state }) => state !== 'planning');
    expect(next).toMatchObject({
      state: 'planned',
      reason: 'renewal',
      targets: [{ unit: 'beta' }],
    });
    const page = await t.deployments.listDeployments({ limit: 1 });
    expect(page.items.map(item => item.id)).toEqual([promoted.id]);
    expect(undocumented('DeploymentPage', page)).toEqual([]);
    const rest = await t.deployments.listDeployments({
      limit: 1,
      cursor: page.nextCursor,
    });
    expect(rest.items.map(item => item.id)).toEqual([plan.id]);
    expect(
      (await t.deployments.listDeployments({ unit: 'beta' })).items,
    ).toHaveLength(1);
    expect(
      (await t.deployments.listDeployments({ state: ['failed'] })).items,
    ).toEqual([]);
  });

  it('promotes chosen bindings by the names of their profiles, and says so', async () => {
    await start();
    const plans = jest.spyOn(target, 'plan');
    const { entry } = await knex('bindings')
      .where({ device: 'alpha', profile: '/Common/shop', role: 'certificate' })
      .first('entry');
    const promote = async (profile: string) => {
      const plan = await planned({
        bindings: [{ unit: 'alpha', side: 'client', profile, entry }],
      });
      await t.deployments.startDeployment(plan.id, {
        planHash: plan.planHash!,
        consents: plan.consents.map(({ code }) => code),
      });
      await until(plan.id, ({ state }) => state === 'succeeded');
      const { id: promoted } = await t.deployments.promoteDeployment(plan.id, {
        environment: 'production',
      });
      const { events } = await until(
        promoted,
        ({ state }) => state !== 'planning',
      );
      return events.map(({ message }) => message).join('\n');
    };

    expect(await promote('/Common/shop')).toContain(
      'by the names of their profiles: /Common/shop of beta',
    );
    expect(plans.mock.lastCall?.[0]).toMatchObject({
      unit: { name: 'beta' },
      bindings: [{ unit: 'beta', side: 'client', profile: '/Common/shop' }],
    });

    target.state('alpha').running['/Common/shop'] =
      target.state('beta').running['/Common/shop'];
    const story = await promote('/Common/other');
    expect(story).toContain('/Common/other of alpha');
    expect(story).toContain('every place where the certificate is used');
    expect(plans.mock.lastCall?.[0].unit.name).toBe('beta');
    expect(plans.mock.lastCall?.[0].bindings).toBeUndefined();
  });

  it('asks for a scan of what was changed', async () => {
    await start();
    const plan = await planned({ environment: 'staging' });
    const before = (await t.client.getDevice('alpha')).recentScans.length;
    await t.deployments.startDeployment(plan.id, {
      planHash: plan.planHash!,
      consents: plan.consents.map(({ code }) => code),
    });
    await until(plan.id, ({ state }) => isDeploymentOver(state));
    let scans = before;
    for (let i = 0; i < 250 && scans === before; i++) {
      await new Promise(resolve => setTimeout(resolve, 20));
      scans = (await t.client.getDevice('alpha')).recentScans.length;
    }
    expect(scans).toBe(before + 1);
  });

  it('refuses what it cannot do, and says what it can', async () => {
    await start();
    const plan = await planned({ dryRun: true });
    await expect(
      t.deployments.actOnDeployment(plan.id, 'continue'),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(t.deployments.getDeployment('unknown')).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(
      t.deployments.createDeployment({
        certificateId: 'unknown',
        materialId: plan.material.id,
      }),
    ).rejects.toMatchObject({ statusCode: 404 });
    await expect(
      t.deployments.createDeployment({
        certificateId: plan.certificateId,
        materialId: plan.material.id,
        bindings: [
          { unit: 'gamma', side: 'client', profile: '/Common/x', entry: null },
        ],
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('says what is wrong with a request and never repeats it', async () => {
    await start();
    for (const [path, body, message] of [
      ['/deployments', '{"certificateId":"x"}', 'materialId'],
      [
        '/deployments',
        '{"certificateId":"x","materialId":"y","rolout":{}}',
        'additional properties',
      ],
      ['/deployments/x/start', '{}', 'planHash'],
      ['/deployments/x/start', '{"planHash":"a","consents":["y"]}', 'consents'],
      [
        '/materials',
        '{"pem": "-----BEGIN PRIVATE KEY----- secret',
        'not valid',
      ],
      ['/materials', '{"password":"secret","pem":5}', 'pem must be string'],
    ]) {
      const response = await post(path, body);
      const text = await response.text();
      expect([path, response.status]).toEqual([path, 400]);
      expect(text).toContain(message);
      expect(text).not.toContain('secret');
    }
  });

  it('answers the same request once, and another one with the same key not at all', async () => {
    await start();
    const { material } = await bring();
    const request = JSON.stringify({
      certificateId: material.certificateId,
      materialId: material.id,
    });
    const headers = { 'idempotency-key': 'abc' };
    const first = await post('/deployments', request, headers);
    expect(first.status).toBe(202);
    const again = await post('/deployments', request, headers);
    expect(again.status).toBe(202);
    expect(await again.json()).toEqual(await first.json());
    expect((await t.deployments.listDeployments({})).items).toHaveLength(1);

    const other = await post(
      '/deployments',
      request.replace('}', ',"dryRun":true}'),
      headers,
    );
    expect(other.status).toBe(422);
    expect((await other.json()).error.message).toContain('another request');

    const bob = await post('/deployments', request, {
      ...headers,
      authorization: mockCredentials.user.header('user:default/bob'),
    });
    expect(bob.status).toBe(202);
    expect((await t.deployments.listDeployments({})).items).toHaveLength(2);

    now += 25 * 3600_000;
    await post('/deployments', request, headers);
    expect((await t.deployments.listDeployments({})).items).toHaveLength(3);
  });

  it('keeps keys out of answers, rows and logs', async () => {
    await start();
    const { keyPem, material } = await bring();
    const secret = keyPem.split('\n')[1];
    const plan = await planned({ materialId: material.id });
    await t.deployments.startDeployment(plan.id, {
      planHash: plan.planHash!,
      consents: plan.consents.map(({ code }) => code),
    });
    const over = await until(plan.id, ({ state }) => isDeploymentOver(state));
    expect([...target.keys].some(key => key.includes(secret))).toBe(true);
    expect(JSON.stringify(over)).not.toContain(secret);
    expect(
      JSON.stringify(
        await t.deployments.listMaterials(material.certificateId!),
      ),
    ).not.toContain(secret);
    for (const table of [
      'deployments',
      'deployment_targets',
      'deployment_steps',
      'deployment_events',
      'idempotency_keys',
      'materials',
    ]) {
      expect(JSON.stringify(await knex(table).select('*'))).not.toContain(
        secret,
      );
    }
    for (const log of [t.logger.info, t.logger.warn, t.logger.error]) {
      expect(JSON.stringify(log.mock.calls)).not.toContain(secret);
    }
  });

  it('tells what is not deployed, with its likely cause', async () => {
    await start();
    expect((await t.deployments.listDrift({})).items).toEqual([]);
    const { material } = await bring();
    const drift = await t.deployments.listDrift({});
    expect(undocumented('DriftPage', drift)).toEqual([]);
    expect(drift.items).toMatchObject([
      {
        device: 'alpha',
        profile: '/Common/shop',
        kind: 'not-deployed',
        issued: material.fingerprint,
        likelyCause: expect.stringContaining('has not been deployed'),
      },
      { device: 'beta' },
    ]);
    const first = await t.deployments.listDrift({ limit: 1 });
    expect(first.items).toHaveLength(1);
    const second = await t.deployments.listDrift({
      limit: 1,
      cursor: first.nextCursor,
    });
    expect(second.items[0].device).toBe('beta');
    expect(second.nextCursor).toBeUndefined();
    expect(
      (await t.deployments.listDrift({ owner: ['group:default/x'] })).items,
    ).toEqual([]);

    await t.deployments.createDeployment({
      certificateId: material.certificateId!,
      materialId: material.id,
    });
    while (
      (await t.deployments.listDeployments({ state: ['planned'] })).items
        .length === 0
    ) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect((await t.deployments.listDrift({})).items[0].likelyCause).toContain(
      'nobody has confirmed it',
    );
  });

  it('removes what is unused after a grace period, and nothing that is used', async () => {
    await start();
    const list = await t.deployments.listCleanUp({});
    expect(undocumented('CleanUpPage', list)).toEqual([]);
    expect(list.items).toMatchObject([
      {
        device: 'alpha',
        fullPath: '/Common/attic.crt',
        state: 'candidate',
        reason: expect.stringContaining('It expired on'),
        restorable: false,
      },
    ]);
    const [{ id: attic }] = list.items;
    const quarantined = await t.deployments.actOnCleanUp(attic, 'quarantine');
    expect(quarantined.state).toBe('quarantined');
    expect(Date.parse(quarantined.deleteAfter!)).toBe(now + 7 * 86_400_000);
    expect(
      (await t.deployments.listCleanUp({ state: ['candidate'] })).items,
    ).toEqual([]);

    await t.run('certificates-deployment-clean-up');
    expect(target.removed).toEqual([]);
    await t.deployments.actOnCleanUp(attic, 'release');
    await t.deployments.actOnCleanUp(attic, 'quarantine');
    now += 8 * 86_400_000;
    await t.run('certificates-deployment-clean-up');
    expect(target.removed).toEqual(['/Common/attic.crt', '/Common/attic.key']);
    expect(
      (await t.deployments.listCleanUp({ state: ['deleted'] })).items,
    ).toMatchObject([{ id: attic, deleteAfter: null }]);
    await expect(
      t.deployments.actOnCleanUp(attic, 'restore'),
    ).rejects.toMatchObject({ statusCode: 409 });

    const used = await knex('installations')
      .where('full_path', '/Common/shop.crt')
      .first('id');
    await expect(
      t.deployments.actOnCleanUp(String(used.id), 'quarantine'),
    ).rejects.toMatchObject({ statusCode: 409 });
  });
});
