import {
  KeySpec,
  RevocationReason,
} from '@cmt/backstage-plugin-certificates-common';
import { JsonObject } from '@backstage/types';

/** What a CA can do; the backend chooses by it and people see it. @public */
export interface AuthorityDescription {
  /** For people. */
  title: string;
  /** Whether it issues without a person. */
  automatic: boolean;
  canRevoke: boolean;
  /** Whether it suggests renewal times (RFC 9773). */
  hasRenewalInfo: boolean;
  /** Keys that it accepts; `null` where it does not say. */
  keys: KeySpec[] | null;
  wildcards: boolean;
  /** What it asks of names, for people; `null` for nothing. */
  names: string | null;
  /** Orders that the account may place in any period of that length. */
  limit: { orders: number; periodMs: number } | null;
}

/** @public */
export interface AuthorityHealth {
  status: 'ok' | 'degraded' | 'down';
  /** One sentence for people. */
  detail: string;
  /** The account there, for people. */
  account: string | null;
}

/** What is asked of a CA. @public */
export interface OrderRequest {
  /** Stable over every attempt: a CA that knows it already does not order twice. */
  id: string;
  /** PKCS#10, DER. */
  csr: Uint8Array;
  /** Subject alternative names of the request, lower case, sorted. */
  names: string[];
  /** `null` for what the CA gives. */
  lifetimeDays: number | null;
  /** The leaf that is replaced, DER, if we have it; for ARI's `replaces`. */
  replaces: Uint8Array | null;
}

/**
 * How an order stands. `order` is the CA's own notebook: stored before the next
 * call, handed back to it. It holds no secrets.
 *
 * @public
 */
export type OrderProgress =
  | {
      state: 'pending';
      order: JsonObject;
      /** The order's URL or number, for people. */
      reference: string | null;
      /** When to look again, milliseconds since the epoch. */
      pollAt: number;
      /** One sentence for people: what it waits for. */
      waitingFor: string;
      /** Whether a person has to bring the certificate. */
      wantsUpload?: boolean;
    }
  | {
      state: 'issued';
      order: JsonObject;
      reference: string | null;
      /** Leaf first, then its issuers, without the root. PEM blocks. */
      chainPem: string[];
    };

/** @public */
export interface AuthorityContext {
  /** Aborted when the replica stops: end soon. */
  signal: AbortSignal;
}

/** The time that a CA suggests for a renewal (RFC 9773 section 4.2). @public */
export interface RenewalInfo {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** Where the CA explains why, if it does. */
  explanationUrl: string | null;
  /** When to ask again, milliseconds since the epoch. */
  askAgainAt: number;
}

/** Something that a CA publishes without authentication, such as its CRL. @public */
export interface Publication {
  /** File name, for example `issuing.crl`. */
  name: string;
  contentType: string;
  body: Uint8Array;
  /** Seconds that others may keep it. */
  maxAge: number;
}

/**
 * Something that turns a certificate signing request into a certificate.
 *
 * @remarks
 *
 * The contract, which `certificateAuthorityContract` tests:
 *
 * - `begin` and `advance` may be called again after a crash at any moment, in
 *   another process, with what was stored last. For one `OrderRequest.id` at most
 *   one certificate is issued.
 * - Each call does little and ends: what takes long is `pending` with a `pollAt`.
 * - What fails throws an `AuthorityError`.
 * - No key and no account credential is in an order, a message or a log.
 *
 * @public
 */
export interface CertificateAuthority {
  describe(): AuthorityDescription;
  health(context: AuthorityContext): Promise<AuthorityHealth>;
  begin(
    request: OrderRequest,
    context: AuthorityContext,
  ): Promise<OrderProgress>;
  advance(
    request: OrderRequest,
    order: JsonObject,
    context: AuthorityContext,
  ): Promise<OrderProgress>;
  /** Tells the CA that nobody waits for it any more. Never throws for an order that is over. */
  abandon?(order: JsonObject, context: AuthorityContext): Promise<void>;
  revoke?(
    certificate: Uint8Array,
    reason: RevocationReason,
    context: AuthorityContext,
  ): Promise<void>;
  /** `undefined` when the CA knows nothing of this certificate. */
  renewalInfo?(
    certificate: Uint8Array,
    context: AuthorityContext,
  ): Promise<RenewalInfo | undefined>;
  publications?(context: AuthorityContext): Promise<Publication[]>;
}
