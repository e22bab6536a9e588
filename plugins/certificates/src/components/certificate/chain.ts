import {
  CertificateVersion,
  ChainLink,
} from '@cmt/backstage-plugin-certificates-common';

/**
 * One step of a chain, leaf first.
 *
 * - `leaf`, `intermediate`, `root`: present
 * - `anchor`: a root that clients have themselves and that servers need not send
 * - `missing`: needed, but neither installed nor served
 * - `unseen`: the issuer; whether it is installed is not known
 * - `unrelated`: present, but it issued nothing in this chain
 */
export type ChainNodeKind =
  | 'leaf'
  | 'intermediate'
  | 'root'
  | 'anchor'
  | 'missing'
  | 'unseen'
  | 'unrelated';

/** @see ChainNodeKind */
export interface ChainNode {
  kind: ChainNodeKind;
  /** Distinguished name. */
  subject: string;
  notAfter: string | null;
  fingerprint: string | null;
}

/** Orders what is known of a version's chain from the leaf to its root. */
export function chainNodes(version: CertificateVersion): ChainNode[] {
  const leafSubject = version.subject ?? version.names[0] ?? version.id;
  const nodes: ChainNode[] = [
    {
      kind: 'leaf',
      subject: leafSubject,
      notAfter: version.notAfter,
      fingerprint: version.fingerprint,
    },
  ];
  const rest = [...version.chain];
  const selfIssued =
    version.selfSigned === true || version.chainStatus === 'self-signed';
  let issuer = selfIssued ? null : version.issuer;

  while (issuer !== null) {
    const link = take(rest, issuer);
    if (!link) {
      nodes.push(absentIssuer(version, issuer));
      break;
    }
    const isRoot = link.subject === link.issuer;
    nodes.push(toNode(link, isRoot ? 'root' : 'intermediate'));
    issuer = isRoot ? null : link.issuer;
  }

  return [...nodes, ...rest.map(link => toNode(link, 'unrelated'))];
}

/** Removes the link with this subject from the rest, so that no circle is walked twice. */
function take(rest: ChainLink[], subject: string): ChainLink | undefined {
  const index = rest.findIndex(link => link.subject === subject);
  return index < 0 ? undefined : rest.splice(index, 1)[0];
}

function absentIssuer(version: CertificateVersion, issuer: string): ChainNode {
  const kinds = {
    complete: 'anchor',
    incomplete: 'missing',
    'self-signed': 'anchor',
    unknown: 'unseen',
  } as const;
  return {
    kind: kinds[version.chainStatus],
    subject: issuer,
    notAfter: null,
    fingerprint: null,
  };
}

function toNode(link: ChainLink, kind: ChainNodeKind): ChainNode {
  return {
    kind,
    subject: link.subject,
    notAfter: link.notAfter,
    fingerprint: link.fingerprint,
  };
}

/**
 * The part of a distinguished name that people recognise: its common name, else
 * its organisation, else the whole. Escaped characters are unescaped.
 */
export function shortName(distinguishedName: string): string {
  for (const attribute of ['CN', 'O']) {
    const match = new RegExp(
      `(?:^|[,+/])\\s*${attribute}\\s*=\\s*((?:\\\\.|[^,+/\\\\])+)`,
      'i',
    ).exec(distinguishedName);
    if (match) {
      return match[1].replace(/\\(.)/g, '$1').trim();
    }
  }
  return distinguishedName;
}
