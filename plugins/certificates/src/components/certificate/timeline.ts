import { CertificateVersion } from '@cmt/backstage-plugin-certificates-common';

/** A version's bar on the timeline; positions are shares of its whole width. */
export interface TimelineBar {
  version: CertificateVersion;
  isCurrent: boolean;
  /** 0 to 1. */
  left: number;
  width: number;
  /** Whether the left edge is its real start; devices' metadata has none. */
  startKnown: boolean;
}

/** The lives of all versions on one scale, newest first. */
export interface Timeline {
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  /** Position of the present, 0 to 1. */
  now: number;
  bars: TimelineBar[];
  /** Versions without an end, which cannot be drawn. */
  undated: CertificateVersion[];
}

/**
 * Lays versions out on a common scale that includes the present.
 *
 * @param now - milliseconds since the epoch
 */
export function timelineOf(
  versions: readonly CertificateVersion[],
  currentVersionId: string | null,
  now: number,
): Timeline {
  const dated = versions.flatMap(version =>
    version.notAfter
      ? [
          {
            version,
            from: Date.parse(version.notBefore ?? version.firstSeenAt),
            to: Date.parse(version.notAfter),
          },
        ]
      : [],
  );
  const start = Math.min(now, ...dated.map(d => Math.min(d.from, d.to)));
  const end = Math.max(now, ...dated.map(d => d.to));
  const span = Math.max(1, end - start);

  return {
    start,
    end,
    now: (now - start) / span,
    bars: dated
      .sort((a, b) => b.to - a.to || b.from - a.from)
      .map(({ version, from, to }) => ({
        version,
        isCurrent: version.id === currentVersionId,
        left: (Math.min(from, to) - start) / span,
        width: Math.max(0, to - from) / span,
        startKnown: version.notBefore !== null,
      })),
    undated: versions.filter(version => !version.notAfter),
  };
}
