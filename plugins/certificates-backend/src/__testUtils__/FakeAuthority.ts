import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { JsonObject } from '@backstage/types';
import {
  AuthorityDescription,
  AuthorityHealth,
  CertificateAuthority,
  OrderProgress,
  OrderRequest,
  RenewalInfo,
} from '@cmt/backstage-plugin-certificates-node';

const DAY_MS = 24 * 3600_000;
const ALGORITHM = {
  name: 'ECDSA',
  namedCurve: 'P-256',
  hash: 'SHA-256',
} as const;

/** A call of the fake that begins or has had its effect. */
export interface AuthorityMoment {
  call: 'begin' | 'advance' | 'revoke' | 'abandon';
  phase: 'before' | 'after';
  orderId: string;
  /** How often this call was made for this order, this one included. */
  count: number;
}

/**
 * A CA in memory that really signs. A test may make any call throw, hang or
 * "crash", before or after its effect.
 */
export class FakeAuthority implements CertificateAuthority {
  /** Orders by id: what was asked, and how often it was polled. */
  readonly orders = new Map<
    string,
    { request: OrderRequest; polls: number; chain?: string[] }
  >();
  readonly issued: { orderId: string; names: string[] }[] = [];
  readonly revoked: string[] = [];
  readonly abandoned: string[] = [];
  onMoment: (moment: AuthorityMoment) => void | Promise<void> = () => {};
  /** Calls of `advance` until it issues. */
  pollsUntilIssued = 0;
  pollDelayMs = 0;
  lifetimeDays = 90;
  /** Changes the names of what is issued. */
  names = (names: string[]): string[] => names;
  /** Signs another key than that of the request. */
  wrongKey = false;
  healthNow: AuthorityHealth = { status: 'ok', detail: 'fine', account: 'a' };
  description: AuthorityDescription = {
    title: 'Fake CA',
    automatic: true,
    canRevoke: true,
    hasRenewalInfo: false,
    keys: null,
    wildcards: true,
    names: null,
    limit: null,
  };
  info?: RenewalInfo;

  readonly #counts = new Map<string, number>();
  #issuer?: { keys: CryptoKeyPair; certificate: x509.X509Certificate };

  constructor(readonly clock: () => number) {}

  describe() {
    return this.description;
  }

  async health() {
    return this.healthNow;
  }

  async begin(request: OrderRequest): Promise<OrderProgress> {
    return this.#call('begin', request.id, async () => {
      if (!this.orders.has(request.id)) {
        this.orders.set(request.id, { request, polls: 0 });
      }
      return this.#progress(request, { state: 'begun' });
    });
  }

  async advance(
    request: OrderRequest,
    order: JsonObject,
  ): Promise<OrderProgress> {
    return this.#call('advance', request.id, async () => {
      const known = this.orders.get(request.id);
      if (!known) {
        throw new Error(`no order ${request.id}`);
      }
      known.polls++;
      return this.#progress(request, order);
    });
  }

  async abandon(order: JsonObject): Promise<void> {
    this.abandoned.push(String(order.id));
  }

  async revoke(certificate: Uint8Array, reason: string): Promise<void> {
    const { serialNumber } = new x509.X509Certificate(Buffer.from(certificate));
    this.revoked.push(`${serialNumber} ${reason}`);
  }

  async renewalInfo(): Promise<RenewalInfo | undefined> {
    return this.info;
  }

  async publications() {
    return [
      {
        name: 'issuing.crl',
        contentType: 'application/pkix-crl',
        body: new Uint8Array([1, 2, 3]),
        maxAge: 600,
      },
    ];
  }

  /** A chain for a request, as a portal would give it to a person. */
  async sign(csr: Uint8Array): Promise<string[]> {
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(csr));
    const issuer = await this.#getIssuer();
    const san = request.extensions.find(
      (extension): extension is x509.SubjectAlternativeNameExtension =>
        extension instanceof x509.SubjectAlternativeNameExtension,
    );
    const names = this.names(
      (san?.names.items ?? []).map(item => String(item.value)),
    );
    const other = this.wrongKey
      ? ((await webcrypto.subtle.generateKey(ALGORITHM, true, [
          'sign',
          'verify',
        ])) as CryptoKeyPair)
      : undefined;
    const now = this.clock();
    const leaf = await x509.X509CertificateGenerator.create(
      {
        serialNumber: Buffer.from(
          webcrypto.getRandomValues(new Uint8Array(8)),
        ).toString('hex'),
        subject: `CN=${names[0]}`,
        issuer: issuer.certificate.subject,
        notBefore: new Date(now - 60_000),
        notAfter: new Date(now + this.lifetimeDays * DAY_MS),
        publicKey: other?.publicKey ?? request.publicKey,
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map(value => ({ type: 'dns' as const, value })),
          ),
          new x509.ExtendedKeyUsageExtension([
            x509.ExtendedKeyUsage.serverAuth,
          ]),
          await x509.AuthorityKeyIdentifierExtension.create(
            issuer.keys.publicKey,
            false,
            webcrypto as Crypto,
          ),
        ],
      },
      webcrypto as Crypto,
    );
    return [leaf, issuer.certificate].map(
      certificate => `${certificate.toString('pem')}\n`,
    );
  }

  async #progress(
    request: OrderRequest,
    order: JsonObject,
  ): Promise<OrderProgress> {
    const known = this.orders.get(request.id)!;
    const reference = `order-${request.id}`;
    const notebook = { ...order, id: request.id, polls: known.polls };
    if (known.polls < this.pollsUntilIssued) {
      return {
        state: 'pending',
        order: notebook,
        reference,
        pollAt: this.clock() + this.pollDelayMs,
        waitingFor: 'The CA thinks about it',
      };
    }
    if (!known.chain) {
      known.chain = await this.sign(request.csr);
      this.issued.push({ orderId: request.id, names: request.names });
    }
    return {
      state: 'issued',
      order: notebook,
      reference,
      chainPem: known.chain,
    };
  }

  async #getIssuer() {
    if (!this.#issuer) {
      const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
        'sign',
        'verify',
      ])) as CryptoKeyPair;
      const root = (await webcrypto.subtle.generateKey(ALGORITHM, true, [
        'sign',
        'verify',
      ])) as CryptoKeyPair;
      const certificate = await x509.X509CertificateGenerator.create(
        {
          serialNumber: '0a',
          subject: 'CN=Fake Issuing CA',
          issuer: 'CN=Fake Root CA',
          notBefore: new Date('2020-01-01'),
          notAfter: new Date('2045-01-01'),
          publicKey: keys.publicKey,
          signingKey: root.privateKey,
          signingAlgorithm: ALGORITHM,
          extensions: [
            new x509.BasicConstraintsExtension(true, 0, true),
            await x509.SubjectKeyIdentifierExtension.create(
              keys.publicKey,
              false,
              webcrypto as Crypto,
            ),
          ],
        },
        webcrypto as Crypto,
      );
      this.#issuer = { keys, certificate };
    }
    return this.#issuer;
  }

  async #call<T>(
    call: AuthorityMoment['call'],
    orderId: string,
    effect: () => Promise<T>,
  ): Promise<T> {
    const key = `${call} ${orderId}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    await this.onMoment({ call, orderId, count, phase: 'before' });
    const result = await effect();
    await this.onMoment({ call, orderId, count, phase: 'after' });
    return result;
  }
}
