import {
  Confidence,
  OwnerEvidenceKind,
} from '@cmt/backstage-plugin-certificates-common';
import { OwnerMapping, OwnerRule } from '../config';
import { OwnershipInput } from '../inventory/types';
import { CatalogIndex, ClaimMatch } from './CatalogIndex';
import { compileGlobs } from './glob';

/**
 * One reason to think that somebody owns a certificate or that it protects an
 * entity. The raw material of evidence: {@link resolveOwnership} ranks them.
 */
export interface Statement {
  kind: OwnerEvidenceKind;
  confidence: Confidence;
  /** `null` when it tells what is protected, but not who owns it. */
  ownerRef: string | null;
  entityRef: string | null;
  /** A system that the configuration states; entities know their own. */
  systemRef: string | null;
  /** Whether the certificate protects `entityRef`. */
  protects: boolean;
  /** Names and virtual servers that it rests on. */
  subjects: string[];
  detail: string;
}

/** A mapping or rule of the configuration, ready to be asked. */
export type ConfiguredStatements = (input: OwnershipInput) => Statement[];

/** So many names are spelled out in a sentence. */
const NAMES_IN_DETAIL = 2;

const STATED_BY: Record<ClaimMatch['claim']['source'], string> = {
  annotation: 'Annotation',
  link: 'A link',
  'api-definition': 'The definition',
};

/** Explicit mappings of the configuration (`certificates.ownership.mappings`). */
export function compileMappings(
  mappings: readonly OwnerMapping[],
): ConfiguredStatements {
  const compiled = mappings.map((mapping, index) => ({
    mapping,
    number: index + 1,
    matchesName: compileGlobs(mapping.names ?? []),
    matchesVirtualServer: compileGlobs(mapping.virtualServers ?? []),
  }));
  return input =>
    compiled.flatMap(item => {
      const subjects = [
        ...input.names.filter(item.matchesName),
        ...input.virtualServers
          .filter(
            vs =>
              item.matchesVirtualServer(`${vs.device}:${vs.fullPath}`) ||
              item.matchesVirtualServer(vs.fullPath),
          )
          .map(vs => `${vs.device}:${vs.fullPath}`),
      ];
      if (subjects.length === 0) {
        return [];
      }
      const base = {
        kind: 'mapping' as const,
        confidence: 'certain' as const,
        ownerRef: item.mapping.owner,
        systemRef: item.mapping.system ?? null,
        subjects,
        detail: `Mapping ${item.number} of the configuration names ${list(
          subjects,
        )}`,
      };
      return [
        { ...base, entityRef: null, protects: false },
        ...item.mapping.protects.map(entityRef => ({
          ...base,
          ownerRef: null,
          entityRef,
          protects: true,
        })),
      ];
    });
}

/** Rules of the configuration (`certificates.ownership.rules`). */
export function compileRules(
  rules: readonly OwnerRule[],
): ConfiguredStatements {
  const compiled = rules.map((rule, index) => ({
    rule,
    number: index + 1,
    matchesName: rule.names && compileGlobs(rule.names),
    matchesDevice: rule.devices && compileGlobs(rule.devices),
    matchesPartition: rule.partitions && compileGlobs(rule.partitions),
  }));
  return input =>
    compiled.flatMap(item => {
      const names = item.matchesName
        ? input.names.filter(item.matchesName)
        : [];
      if (item.matchesName && names.length === 0) {
        return [];
      }
      const places = input.installations.filter(
        installation =>
          (item.matchesDevice?.(installation.device) ?? true) &&
          (item.matchesPartition?.(installation.partition) ?? true),
      );
      const needsPlace = item.matchesDevice || item.matchesPartition;
      if (needsPlace && places.length === 0) {
        return [];
      }
      const subjects = needsPlace
        ? [...new Set(places.map(p => `${p.device}:/${p.partition}`))]
        : names;
      return [
        {
          kind: 'rule' as const,
          confidence: item.matchesName ? ('medium' as const) : ('low' as const),
          ownerRef: item.rule.owner,
          entityRef: null,
          systemRef: item.rule.system ?? null,
          protects: false,
          subjects,
          detail: `Rule ${item.number} of the configuration matches ${list([
            ...names,
            ...(needsPlace ? subjects : []),
          ])}`,
        },
      ];
    });
}

/** What the catalog's entities say about a certificate. */
export function catalogStatements(
  input: OwnershipInput,
  index: CatalogIndex,
): Statement[] {
  const groups = new Map<
    string,
    { match: ClaimMatch; subjects: Set<string> }
  >();
  const note = (match: ClaimMatch, subject: string) => {
    const { claim } = match;
    const confidence = confidenceOf(match);
    const key = [
      claim.entityRef,
      claim.source,
      claim.viaRef,
      confidence,
      claim.subject.includes('/'),
    ].join(' ');
    const group = groups.get(key) ?? { match, subjects: new Set<string>() };
    group.subjects.add(subject);
    groups.set(key, group);
  };

  for (const name of input.names) {
    for (const match of index.matchName(name)) {
      note(match, match.claim.subject);
    }
  }
  for (const { device, fullPath } of input.virtualServers) {
    for (const match of index.matchVirtualServer(device, fullPath)) {
      note(match, `${device}:${fullPath}`);
    }
  }

  return [...groups.values()].map(({ match, subjects }) => {
    const { claim } = match;
    const facts = index.entity(claim.entityRef);
    return {
      kind:
        claim.source === 'annotation'
          ? ('annotation' as const)
          : ('host-name' as const),
      confidence: confidenceOf(match),
      ownerRef: facts?.ownerRef ?? null,
      entityRef: claim.entityRef,
      systemRef: null,
      protects: true,
      subjects: [...subjects].sort(),
      detail: describe(match, [...subjects].sort()),
    };
  });
}

function confidenceOf({ claim, byWildcard, shared }: ClaimMatch): Confidence {
  if (shared) {
    return 'low';
  }
  if (claim.source === 'annotation') {
    return byWildcard ? 'medium' : 'high';
  }
  return byWildcard ? 'low' : 'medium';
}

function describe(match: ClaimMatch, subjects: string[]): string {
  const { claim, byWildcard, shared } = match;
  const annotation = claim.subject.includes('/')
    ? ' virtual-servers'
    : ' host-names';
  const source = `${STATED_BY[claim.source]}${
    claim.source === 'annotation' ? annotation : ''
  } of ${claim.viaRef ?? claim.entityRef}`;
  const notes = [
    claim.viaRef && `${claim.entityRef} provides it`,
    byWildcard && 'covered by a wildcard',
    shared && 'many others link to it as well',
  ].filter(Boolean);
  return `${source} names ${list(subjects)}${
    notes.length > 0 ? ` (${notes.join('; ')})` : ''
  }`;
}

function list(subjects: readonly string[]): string {
  const shown = subjects.slice(0, NAMES_IN_DETAIL);
  const rest = subjects.length - shown.length;
  return rest > 0
    ? `${shown.join(', ')} and ${rest} more`
    : shown.join(' and ');
}
