import { X509Certificate, randomUUID } from 'node:crypto';
import {
  KeySpec,
  keySpecText,
  normalizeNames,
} from '@cmt/backstage-plugin-certificates-common';
import { AuthorityError, OrderRequest } from '../authority';
import { parseCertificate } from '../x509';
import { AuthorityDriver } from './authorityDriver';
import { CertificateAuthorityFixture } from './certificateAuthorityFixture';
import { chainProblems } from './chainProblems';
import { secretsIn } from './secretsIn';
import { createTestSigningRequest } from './signingRequest';

/** @public */
export interface CertificateAuthorityContractOptions {
  /** Title of the tests. */
  name: string;
  /** Makes a new fixture for each test. */
  create(): Promise<CertificateAuthorityFixture>;
}

/**
 * Defines the tests that every {@link CertificateAuthority} must pass, with the
 * global functions of Jest. A CA that waits for a person to bring the certificate
 * (`wantsUpload`) has to wait well; what is about issuance does not concern it.
 *
 * @public
 */
export function certificateAuthorityContract(
  options: CertificateAuthorityContractOptions,
): void {
  describe(`certificate authority contract: ${options.name}`, () => {
    let fixture: CertificateAuthorityFixture;
    let driver: AuthorityDriver;

    beforeEach(async () => {
      fixture = await options.create();
      driver = new AuthorityDriver(fixture);
    });
    afterEach(async () => {
      if (!fixture) {
        return;
      }
      const open = [driver.told, fixture.logger.lines];
      const secrets = fixture.secrets();
      const leaks = [
        ...secretsIn([...open, fixture.records.readable()], secrets),
        ...secretsIn(open, Object.values(fixture.records.sealed())),
      ];
      await fixture.close();
      if (leaks.length > 0) {
        throw new Error(
          'A secret was in what the CA has told or left unsealed',
        );
      }
    });

    const asked = async (
      names = fixture.names,
      key?: KeySpec,
    ): Promise<{ request: OrderRequest; publicKey: Uint8Array }> => {
      const { csr, publicKey } = await createTestSigningRequest({ names, key });
      const request = {
        id: randomUUID(),
        csr,
        names: normalizeNames(names),
        lifetimeDays: null,
        replaces: null,
      };
      return { request, publicKey };
    };
    const isAutomatic = () => fixture.createAuthority().describe().automatic;
    /** Issues with a new order, where no person is needed. */
    const issued = async () => {
      const { request, publicKey } = await asked();
      const progress = await driver.issue(request);
      const der = new X509Certificate(progress.chainPem[0]).raw;
      return { request, publicKey, progress, der: new Uint8Array(der) };
    };

    it('says what it can do', async () => {
      const description = fixture.createAuthority().describe();
      driver.told.push(description);
      expect(description.title).not.toBe('');
      expect(description.keys).not.toEqual([]);
      expect(description.wildcards).toBe(fixture.wildcard !== null);
      expect(description.limit?.orders ?? 1).toBeGreaterThan(0);
      expect(description.limit?.periodMs ?? 1).toBeGreaterThan(0);
      const authority = fixture.createAuthority();
      expect(authority.revoke !== undefined).toBe(description.canRevoke);
      expect(authority.renewalInfo !== undefined).toBe(
        description.hasRenewalInfo,
      );
    });

    it('is well', async () => {
      const health = await driver.tell(
        fixture.createAuthority().health(driver.context()),
      );
      expect(health.status).toBe('ok');
      expect(health.detail).not.toBe('');
    });

    it('issues what was asked for, for every kind of key', async () => {
      if (!isAutomatic()) {
        return;
      }
      const authority = fixture.createAuthority();
      const keys: (KeySpec | undefined)[] = authority.describe().keys ?? [
        undefined,
      ];
      for (const key of keys) {
        const { request, publicKey } = await asked(fixture.names, key);
        const { chainPem } = await driver.issue(request, authority);
        const problems = chainProblems(chainPem, {
          names: request.names,
          publicKey,
          now: fixture.now(),
        });
        expect({ key: key && keySpecText(key), problems }).toEqual({
          key: key && keySpecText(key),
          problems: [],
        });
      }
      expect(await fixture.issued()).toBe(keys.length);
    });

    it('waits for the person who brings the certificate, as often as it is asked', async () => {
      if (isAutomatic()) {
        return;
      }
      const { request } = await asked();
      const first = await driver.run(request);
      const again = await driver.runWithDeaths(request);
      for (const progress of [first, again]) {
        expect(progress).toMatchObject({ state: 'pending', wantsUpload: true });
        expect('waitingFor' in progress && progress.waitingFor).toBeTruthy();
        expect('pollAt' in progress && progress.pollAt).toBeGreaterThan(
          fixture.now(),
        );
      }
      expect(again.reference).toBe(first.reference);
    });

    it('issues once for one order, whatever dies in between', async () => {
      if (!isAutomatic()) {
        return;
      }
      const { request } = await asked();
      const first = await driver.runWithDeaths(request);
      const again = await driver.run(request);
      expect(first.state).toBe('issued');
      expect(chainOf(again)).toEqual(chainOf(first));
      expect(await fixture.issued()).toBe(1);
    });

    it('issues once when two replicas work on one order', async () => {
      if (!isAutomatic()) {
        return;
      }
      const { request } = await asked();
      const [one, other] = await Promise.all([
        driver.run(request),
        driver.run(request),
      ]);
      expect(chainOf(one)).toEqual(chainOf(other));
      expect(one.state).toBe('issued');
      expect(await fixture.issued()).toBe(1);
    });

    it('answers the same after it has issued', async () => {
      if (!isAutomatic()) {
        return;
      }
      const { request, progress } = await issued();
      const again = await driver.tell(
        fixture
          .createAuthority()
          .advance(request, progress.order, driver.context()),
      );
      expect(chainOf(again)).toEqual(progress.chainPem);
      expect(await fixture.issued()).toBe(1);
    });

    it('issues another certificate for another order', async () => {
      if (!isAutomatic()) {
        return;
      }
      const first = await issued();
      const { request } = await asked();
      const second = await driver.issue({ ...request, replaces: first.der });
      expect(second.chainPem[0]).not.toBe(first.progress.chainPem[0]);
      expect(await fixture.issued()).toBe(2);
    });

    it('issues wildcards where it says so', async () => {
      if (!isAutomatic() || fixture.wildcard === null) {
        return;
      }
      const { request, publicKey } = await asked([fixture.wildcard]);
      const { chainPem } = await driver.issue(request);
      expect(
        chainProblems(chainPem, {
          names: [fixture.wildcard],
          publicKey,
          now: fixture.now(),
        }),
      ).toEqual([]);
    });

    it('refuses a request for other names than the order', async () => {
      const { request } = await asked();
      const other = await asked([
        ...fixture.names,
        `other.${fixture.names[0]}`,
      ]);
      for (const wrong of [
        { ...request, csr: other.request.csr },
        { ...other.request, csr: request.csr },
        { ...request, names: [] },
      ]) {
        expect(await driver.failure(driver.run(wrong))).toMatchObject({
          kind: 'never',
        });
      }
      expect(await fixture.issued()).toBe(0);
    });

    it('refuses what is no signing request, or was changed after it was signed', async () => {
      const { request } = await asked();
      const damaged = Uint8Array.from(request.csr);
      damaged[damaged.length - 4] ^= 0xff;
      for (const csr of [Uint8Array.of(1, 2, 3), new Uint8Array(), damaged]) {
        expect(
          await driver.failure(driver.run({ ...request, csr })),
        ).toMatchObject({ kind: 'never' });
      }
      expect(await fixture.issued()).toBe(0);
    });

    it('says why it does not issue for a name', async () => {
      if (fixture.forbidden === null) {
        return;
      }
      const { request } = await asked([fixture.forbidden]);
      const refused = await driver.failure(driver.run(request));
      expect(['never', 'person']).toContain(refused.kind);
      expect(`${refused.message} ${refused.problem.cause}`).toContain(
        fixture.forbidden,
      );
      expect(await fixture.issued()).toBe(0);
    });

    it('does not begin when it is stopped already, and goes on later', async () => {
      const { request } = await asked();
      const stopped = await driver.failure(
        fixture
          .createAuthority()
          .begin(request, driver.context(AbortSignal.abort())),
      );
      expect(stopped.kind).toBe('later');
      expect(await fixture.issued()).toBe(0);
      await driver.run(request);
      expect(await fixture.issued()).toBe(isAutomatic() ? 1 : 0);
    });

    it('goes on where it was after the CA was out of reach', async () => {
      if (!fixture.outage) {
        return;
      }
      const { request } = await asked();
      const authority = fixture.createAuthority();
      await fixture.outage.begin();
      const refused = await driver.failure(
        authority.begin(request, driver.context()),
      );
      expect(refused.kind).toBe('later');
      const health = await driver.tell(authority.health(driver.context()));
      expect(health.status).not.toBe('ok');
      await fixture.outage.end();

      const progress = await driver.patiently(() =>
        authority.begin(request, driver.context()),
      );
      await fixture.outage.begin();
      // What is left to do needs the CA; what is issued already may not.
      const cut = await driver
        .tell(authority.advance(request, progress.order, driver.context()))
        .then(
          () => (progress.state === 'issued' ? 'later' : 'no error'),
          (error: unknown) =>
            AuthorityError.is(error) ? error.kind : 'another error',
        );
      expect(cut).toBe('later');
      await fixture.outage.end();
      await driver.run(request, authority);
      expect(await fixture.issued()).toBe(isAutomatic() ? 1 : 0);
    });

    it('can be told that nobody waits any more, also when the order is over', async () => {
      const authority = fixture.createAuthority();
      const { request } = await asked();
      const begun = await driver.patiently(() =>
        authority.begin(request, driver.context()),
      );
      await driver.tell(
        Promise.resolve(authority.abandon?.(begun.order, driver.context())),
      );
      await driver.tell(
        Promise.resolve(
          fixture.createAuthority().abandon?.(begun.order, driver.context()),
        ),
      );
      const over = await driver.run((await asked()).request);
      await driver.tell(
        Promise.resolve(authority.abandon?.(over.order, driver.context())),
      );
      expect(over.order).toBeDefined();
    });

    it('revokes, as often as it is asked, and nothing else', async () => {
      const authority = fixture.createAuthority();
      if (!authority.revoke) {
        return;
      }
      const { der } = await issued();
      const other = await issued();
      await driver.tell(
        authority.revoke(der, 'keyCompromise', driver.context()),
      );
      await driver.tell(
        fixture.createAuthority().revoke!(
          der,
          'keyCompromise',
          driver.context(),
        ),
      );
      const seen = (certificate: Uint8Array, expected: boolean) =>
        fixture.isRevoked?.(certificate) ?? expected;
      expect(await seen(der, true)).toBe(true);
      expect(await seen(other.der, false)).toBe(false);
      expect(
        (
          await driver.failure(
            authority.revoke(
              Uint8Array.of(1, 2, 3),
              'superseded',
              driver.context(),
            ),
          )
        ).kind,
      ).toBe('never');
    });

    it('suggests when to renew', async () => {
      const authority = fixture.createAuthority();
      // Whether a CA suggests times may only be known after it was spoken to.
      await driver.tell(authority.health(driver.context()));
      const { hasRenewalInfo } = authority.describe();
      if (!authority.renewalInfo || !hasRenewalInfo) {
        return;
      }
      const { der } = await issued();
      const info = await driver.tell(
        authority.renewalInfo(der, driver.context()),
      );
      expect(info).toBeDefined();
      expect(info!.start).toBeLessThan(info!.end);
      expect(info!.end).toBeLessThan(parseCertificate(der).notAfter);
      expect(info!.askAgainAt).toBeGreaterThan(fixture.now());
    });

    it('publishes under names that fit into addresses', async () => {
      const authority = fixture.createAuthority();
      const publications =
        (await authority.publications?.(driver.context())) ?? [];
      driver.told.push(publications);
      const names = publications.map(({ name }) => name);
      expect(names.filter(name => !/^[a-z0-9][a-z0-9.-]*$/.test(name))).toEqual(
        [],
      );
      expect(new Set(names).size).toBe(names.length);
      expect(publications.filter(({ body }) => body.length === 0)).toEqual([]);
      expect(publications.filter(({ maxAge }) => maxAge < 0)).toEqual([]);
    });
  });
}

function chainOf(progress: { state: string; chainPem?: string[] }) {
  return progress.chainPem;
}
