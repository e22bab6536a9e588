import {
  Confidence,
  OwnerEvidence,
  OwnerEvidenceKind,
  ProtectedEntity,
} from '@cmt/backstage-plugin-certificates-common';
import { OwnershipAssignment, OwnershipInput } from '../inventory/types';
import { CatalogIndex } from './CatalogIndex';
import {
  catalogStatements,
  ConfiguredStatements,
  Statement,
} from './statements';

const KIND_ORDER: readonly OwnerEvidenceKind[] = [
  'mapping',
  'annotation',
  'host-name',
  'rule',
  'triage',
];
const CONFIDENCE_ORDER: readonly Confidence[] = [
  'certain',
  'high',
  'medium',
  'low',
];

/** What is kept of the evidence and of the protected entities of a certificate. */
const MAX_EVIDENCE = 50;
const MAX_PROTECTED = 500;

/** What the resolver decides by, apart from the certificate itself. */
export interface OwnershipPolicy {
  index: CatalogIndex;
  mappings: ConfiguredStatements;
  rules: ConfiguredStatements;
  /** Entity ref of the group that looks after what nobody owns. */
  triageGroup: string | undefined;
}

/**
 * Decides who owns a certificate and what it protects.
 *
 * @remarks
 *
 * Pure. Statements are ranked by the kind of their source (mapping, annotation,
 * host name, rule, triage), then by confidence, then by the number of names and
 * virtual servers that speak for the same owner, then by name. The owner is that
 * of the first; all others stay visible as evidence. The system is that of the
 * first statement which knows one.
 */
export function resolveOwnership(
  input: OwnershipInput,
  policy: OwnershipPolicy,
): OwnershipAssignment {
  const statements = rank([
    ...policy.mappings(input),
    ...catalogStatements(input, policy.index),
    ...policy.rules(input),
    ...triage(policy.triageGroup),
  ]);
  const evidence = statements
    .filter(hasOwner)
    .slice(0, MAX_EVIDENCE)
    .map(
      (statement): OwnerEvidence => ({
        kind: statement.kind,
        confidence: statement.confidence,
        ownerRef: statement.ownerRef,
        entityRef: statement.entityRef,
        detail: statement.detail,
      }),
    );
  const [best] = evidence;
  const facts = (s: Statement) =>
    s.entityRef ? policy.index.entity(s.entityRef) : undefined;
  const systemRef = firstOf(
    statements,
    s => s.systemRef ?? facts(s)?.systemRef ?? null,
  );

  return {
    certificateId: input.certificateId,
    owner: best
      ? { ref: best.ownerRef, kind: best.kind, confidence: best.confidence }
      : null,
    systemRef,
    domainRef: systemRef
      ? policy.index.entity(systemRef)?.domainRef ?? null
      : firstOf(statements, s => facts(s)?.domainRef ?? null),
    evidence,
    protects: protectedEntities(statements),
  };
}

function triage(group: string | undefined): Statement[] {
  return group
    ? [
        {
          kind: 'triage',
          confidence: 'low',
          ownerRef: group,
          entityRef: null,
          systemRef: null,
          protects: false,
          subjects: [],
          detail: 'Nothing names an owner; the triage group looks after it',
        },
      ]
    : [];
}

function rank(statements: Statement[]): Statement[] {
  const support = new Map<string, Set<string>>();
  const supportKey = (s: Statement) =>
    `${s.kind} ${s.confidence} ${s.ownerRef}`;
  for (const statement of statements) {
    const key = supportKey(statement);
    const subjects = support.get(key) ?? new Set<string>();
    statement.subjects.forEach(subject => subjects.add(subject));
    support.set(key, subjects);
  }
  const supportOf = (s: Statement) => support.get(supportKey(s))?.size ?? 0;

  return [...statements].sort(
    (a, b) =>
      KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) ||
      CONFIDENCE_ORDER.indexOf(a.confidence) -
        CONFIDENCE_ORDER.indexOf(b.confidence) ||
      supportOf(b) - supportOf(a) ||
      b.subjects.length - a.subjects.length ||
      compare(a.ownerRef, b.ownerRef) ||
      compare(a.entityRef, b.entityRef) ||
      compare(a.detail, b.detail),
  );
}

/** Every protected entity once, with the best reason. */
function protectedEntities(statements: Statement[]): ProtectedEntity[] {
  const byRef = new Map<string, ProtectedEntity>();
  for (const { protects, entityRef, kind, confidence, detail } of statements) {
    if (protects && entityRef && !byRef.has(entityRef)) {
      byRef.set(entityRef, { entityRef, kind, confidence, detail });
    }
  }
  return [...byRef.values()].slice(0, MAX_PROTECTED);
}

function firstOf(
  statements: Statement[],
  read: (statement: Statement) => string | null,
): string | null {
  for (const statement of statements) {
    const value = read(statement);
    if (value !== null) {
      return value;
    }
  }
  return null;
}

function hasOwner(
  statement: Statement,
): statement is Statement & { ownerRef: string } {
  return statement.ownerRef !== null;
}

function compare(a: string | null, b: string | null): number {
  // By code unit: the order must be the same on every machine.
  const [left, right] = [a ?? '', b ?? ''];
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}
