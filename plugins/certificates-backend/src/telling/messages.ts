import { Notice, NoticeKind } from './notices';

/** Things that one message spells out; more are counted. */
const MAX_LISTED = 10;

/** What one reader is told about one kind of things. @internal */
export interface Message {
  kind: NoticeKind;
  recipient: string;
  title: string;
  description: string;
  link: string;
  severity: 'critical' | 'high' | 'normal' | 'low';
  items: { title: string; detail: string; link: string }[];
}

const KINDS: Record<
  NoticeKind,
  {
    one: string;
    many: string;
    severity: Message['severity'];
    /** Where several are seen together. */
    list: string;
  }
> = {
  approval: {
    one: 'A renewal needs your approval',
    many: 'renewals need your approval',
    severity: 'high',
    list: '/certificates/renewals?waitsFor=approval',
  },
  person: {
    one: 'A renewal waits for you',
    many: 'renewals wait for you',
    severity: 'high',
    list: '/certificates/renewals?waitsFor=person',
  },
  notice: {
    one: 'A certificate will be renewed',
    many: 'certificates will be renewed',
    severity: 'low',
    list: '/certificates/renewals?waitsFor=notice',
  },
  stuck: {
    one: 'A renewal has not advanced for a day',
    many: 'renewals have not advanced for a day',
    severity: 'high',
    list: '/certificates/renewals',
  },
  failed: {
    one: 'A renewal has failed',
    many: 'renewals have failed',
    severity: 'high',
    list: '/certificates/renewals?state=failed',
  },
  ending: {
    one: 'A certificate ends soon and needs you',
    many: 'certificates end soon and need you',
    severity: 'normal',
    list: '/certificates/inventory?state=warning',
  },
  critical: {
    one: 'A certificate is about to end',
    many: 'certificates are about to end',
    severity: 'critical',
    list: '/certificates/inventory?state=critical',
  },
  expired: {
    one: 'A certificate in use has ended',
    many: 'certificates in use have ended',
    severity: 'critical',
    list: '/certificates/inventory?state=expired',
  },
};

/** One message for each reader and kind, which lists what it is about. @internal */
export function toMessages(notices: readonly Notice[]): Message[] {
  const groups = new Map<string, Notice[]>();
  for (const notice of notices) {
    const group = `${notice.recipient} ${notice.kind}`;
    groups.set(group, [...(groups.get(group) ?? []), notice]);
  }
  return [...groups.values()].map(group => {
    const [first] = group;
    const { one, many, severity, list } = KINDS[first.kind];
    const lines = group
      .slice(0, MAX_LISTED)
      .map(({ title, detail }) => `${title}: ${detail}`);
    return {
      kind: first.kind,
      recipient: first.recipient,
      title:
        group.length === 1
          ? `${one}: ${first.title}`
          : `${group.length} ${many}`,
      description: [
        ...lines,
        ...(group.length > MAX_LISTED
          ? [`and ${group.length - MAX_LISTED} more`]
          : []),
      ].join('\n'),
      link: group.length === 1 ? first.link : list,
      severity,
      items: group.map(({ title, detail, link }) => ({ title, detail, link })),
    };
  });
}
