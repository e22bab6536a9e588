import {
  BindingSelector,
  BindingStrategy,
  DeploymentUnit,
  KeyType,
  NewBinding,
  ProofResult,
  TargetPlan,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * The public part of what is deployed.
 *
 * @public
 */
export interface CertificateMaterial {
  /** SHA-256 over the DER of the leaf, lower-case hexadecimal. */
  fingerprint: string;
  /** SHA-256 over the SubjectPublicKeyInfo, lower-case hexadecimal. */
  publicKeyFingerprint: string;
  names: string[];
  keyType: KeyType;
  /** ISO 8601. */
  notAfter: string;
  /** The leaf: one PEM block, LF, final newline. */
  certificatePem: string;
  /** Intermediates, nearest issuer first; without the root. PEM blocks. */
  chainPem: string[];
  /** SHA-256 of each DER of `chainPem`. */
  chainFingerprints: string[];
}

/**
 * A file object on the unit that holds a version which is to be replaced, as the
 * inventory knows it.
 *
 * @public
 */
export interface ReplacedObject {
  fullPath: string;
  /** `null` where the device does not tell (TMOS before 13.1). */
  fingerprint: string | null;
}

/** What is asked of a target; the same request gives the same plan while the devices stay the same. @public */
export interface TargetPlanRequest {
  unit: DeploymentUnit;
  /** A name for new objects, from the certificate: letters, digits, `.`, `-`, `_`. */
  baseName: string;
  material: CertificateMaterial;
  replaces: ReplacedObject[];
  /** Every binding of `replaces`, unless only these are wanted. */
  bindings?: BindingSelector[];
  newBindings?: NewBinding[];
  strategy?: Exclude<BindingStrategy, 'create-profile'>;
  /** Fingerprints of versions whose key we hold, so that replaced content can be put back. */
  restorable: string[];
}

/** A key in the clear, as PEM (PKCS#8), only ever in memory. @public */
export interface PrivateKeyMaterial {
  pem: string;
}

/** A confirmed plan with what is needed to run it. @public */
export interface TargetRun {
  plan: TargetPlan;
  material: CertificateMaterial;
}

/** @public */
export interface TargetContext {
  /** Aborted when the replica stops or loses the unit: end soon, and change nothing more. */
  signal: AbortSignal;
  /** Called now and then, for people; must not throw. */
  onProgress?: (message: string) => void;
}

/** What a step did. @public */
export interface StepOutcome {
  /** One sentence for people, for example `Switched 12 entries of 9 profiles in one transaction`. */
  summary: string;
}

/** Outcome of going back. @public */
export interface RollBackOutcome extends StepOutcome {
  /** Entries that were left alone because somebody else has changed them since; full sentences. */
  leftAlone: string[];
}

/** @public */
export interface VerifyOptions extends TargetContext {
  /** `after` proves the change, `before` that the old state is back. */
  expect: 'after' | 'before';
}

/** @public */
export interface SaveContext extends TargetContext {
  /**
   * What the devices must still hold when they have saved: `after` for a change,
   * `before` once it was rolled back. Not looked at unless given.
   */
  expect?: 'after' | 'before';
}

/** What to remove for good, or was removed. @public */
export interface RemovableObject {
  kind: 'certificate' | 'key';
  fullPath: string;
  /** Of the certificate; it is removed only while it holds this. `null` skips the comparison for keys. */
  fingerprint: string | null;
}

/**
 * Something that certificates can be deployed to. Implemented by modules,
 * called by the backend.
 *
 * @remarks
 *
 * The contract, which `certificateTargetContract` tests:
 *
 * - Each step is idempotent: begun again after a crash at any moment, also in
 *   another process, it ends as if it had run once. All it may rest on is the
 *   plan and what the devices hold.
 * - `plan` writes nothing. Two plans of unchanged devices have the same hash.
 * - `check` refuses with a `DeploymentError` of code `device-changed`, and names
 *   the difference, when a new plan would differ.
 * - `stage` changes nothing that is in use and leaves no upload behind, on any path.
 * - `activate` and `rollBack` change all bindings of a unit in one transaction
 *   or none. An entry that holds neither `before` nor `after` is somebody
 *   else's: `activate` refuses then, `rollBack` leaves it alone and says so.
 * - What fails throws a `DeploymentError`; whether the effect came about is
 *   found out by the next attempt.
 * - At most two management calls are under way on a device at any time.
 * - No key, password or token is in a message, a summary or a log.
 *
 * @public
 */
export interface CertificateTarget {
  /** Unique id; equal to that of the inventory source whose devices it changes. */
  readonly id: string;
  /** Whether it can change a device, and if not why (no administrator is configured, say). */
  capability(
    device: string,
  ): { deployable: true } | { deployable: false; reason: string };
  plan(request: TargetPlanRequest, context: TargetContext): Promise<TargetPlan>;
  check(
    request: TargetPlanRequest,
    approved: TargetPlan,
    context: TargetContext,
  ): Promise<StepOutcome>;
  stage(
    run: TargetRun,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome>;
  /** For `replace-content` the key is needed again, since content is set in the transaction. */
  activate(
    run: TargetRun,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome>;
  sync(run: TargetRun, context: TargetContext): Promise<StepOutcome>;
  verify(run: TargetRun, options: VerifyOptions): Promise<ProofResult[]>;
  /** Writes to disk; refuses with `device-changed` where a reboot has undone the change meanwhile. */
  save(run: TargetRun, context: SaveContext): Promise<StepOutcome>;
  /**
   * @param previous - certificates with keys by the fingerprint of the leaf, for
   * content that was replaced; only what we hold
   */
  rollBack(
    run: TargetRun,
    previous: ReadonlyMap<
      string,
      { material: CertificateMaterial; key: PrivateKeyMaterial }
    >,
    context: TargetContext,
  ): Promise<RollBackOutcome>;
  /** Deletes objects that nothing refers to; tells of each what became of it. Syncs and saves. */
  remove(
    unit: DeploymentUnit,
    objects: RemovableObject[],
    context: TargetContext,
  ): Promise<
    {
      fullPath: string;
      kind: RemovableObject['kind'];
      result: 'removed' | 'gone' | 'refused';
      detail: string | null;
    }[]
  >;
  /** Puts certificate, chain and key back as objects of these names; changes no binding. */
  restore(
    unit: DeploymentUnit,
    objects: { certificate: string; key: string; chain: string | null },
    material: CertificateMaterial,
    key: PrivateKeyMaterial,
    context: TargetContext,
  ): Promise<StepOutcome>;
}
