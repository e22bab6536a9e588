import {
  ChainStatus,
  FindingCode,
  KeyType,
  UsageState,
} from '@cmt/backstage-plugin-certificates-common';
import { CertificateCategory } from '../rows';

/**
 * Everything that the rules look at: one certificate with its versions and
 * where they are installed, bound and served. Holds no clock: what these rules
 * say stays true until something changes.
 *
 * @internal
 */
export interface CertificateFactsForRules {
  category: CertificateCategory;
  usage: UsageState;
  versions: VersionFacts[];
  bindings: BindingFacts[];
}

/** A version that is installed somewhere now. @internal */
export interface VersionFacts {
  id: string;
  factsSource: 'der' | 'metadata';
  names: string[];
  /** Milliseconds since the epoch. */
  notBefore: number | null;
  notAfter: number | null;
  keyType: KeyType;
  keySize: number | null;
  signatureAlgorithm: string | null;
  selfSigned: boolean | null;
  /** Certificates that were served with it, leaf excluded. */
  chain: { subject: string; notAfter: number }[];
  /** It was served with a chain that ends at a public root. */
  publicRoot: boolean;
  /** Where it is installed. */
  installations: { device: string; unit: string; fullPath: string }[];
}

/** A profile entry that uses a version as its certificate. @internal */
export interface BindingFacts {
  versionId: string;
  device: string;
  /** The cluster of the device, or the device: what shares a configuration. */
  unit: string;
  fullPath: string;
  side: 'client' | 'server';
  profile: string;
  serverName: string | null;
  /** The configured chain, where it is a file object whose end is known. */
  chain: { fullPath: string; notAfter: number } | null;
  virtualServers: { fullPath: string; served: ServedFacts[] }[];
}

/** What a virtual server answered where this binding should have. @internal */
export interface ServedFacts {
  serverName: string | null;
  /** `match`: this version; `mismatch`: none that the profile holds. */
  result: 'match' | 'mismatch';
  fingerprint: string;
  chainStatus: ChainStatus;
}

/** A broken rule before it is stored. @internal */
export interface RuleFinding {
  code: FindingCode;
  device?: string;
  object?: string;
  serverName?: string;
  facts?: Record<string, string | number>;
}

/** @internal */
export type Rule = (facts: CertificateFactsForRules) => RuleFinding[];
