import { Knex } from 'knex';
import { BigIntColumn, NEVER, toNumber } from '../database';
import { applyVisibility } from '../inventory/queries/visibility';
import { LISTING } from '../inventory/rows';
import { ReadOptions } from '../inventory/types';

/** Certificates of one feed; those that end first. */
const MAX_CERTIFICATES = 2_000;

/** Longest line in octets (RFC 5545 section 3.1). */
const MAX_LINE = 75;

const DAY = 24 * 3_600_000;

/**
 * Ends and planned renewals of the certificates of an owner, as iCalendar
 * (RFC 5545) of whole days in UTC.
 *
 * @internal
 */
export async function readCalendar(options: {
  knex: Knex;
  /** Entity ref. */
  owner: string;
  /** Of the portal, without a final slash. */
  appUrl: string;
  now: number;
  read: ReadOptions;
}): Promise<string> {
  const { knex, owner, appUrl, now, read } = options;
  const query = knex('certificates as c')
    .leftJoin('renewal_schedule as s', 's.certificate_id', 'c.id')
    .where({
      'c.listing': LISTING.current,
      'c.category': 'certificate',
      'c.owner_ref': owner.toLowerCase(),
    })
    .where('c.expires_at', '<', NEVER)
    .orderBy(['c.expires_at', 'c.id'])
    .limit(MAX_CERTIFICATES)
    .select<
      {
        id: string;
        title: string;
        expires_at: BigIntColumn;
        renew_at: BigIntColumn | null;
        because: string | null;
        automated: number | null;
      }[]
    >(
      'c.id',
      'c.title',
      'c.expires_at',
      's.renew_at',
      's.because',
      's.automated',
    );
  if (read.visibility) {
    applyVisibility(knex, query, read.visibility);
  }
  const events = (await query).flatMap(row => {
    const url = `${appUrl}/certificates/inventory/${row.id}`;
    const renewAt = toNumber(row.renew_at);
    return [
      event({
        id: `end-${row.id}`,
        at: toNumber(row.expires_at),
        summary: `${row.title} ends`,
        description:
          row.automated === 1
            ? 'Renewed by itself before'
            : 'Somebody has to renew it before',
        url,
        now,
      }),
      ...(renewAt !== null && renewAt < NEVER
        ? [
            event({
              id: `renew-${row.id}`,
              at: renewAt,
              summary: `${row.title} is due for renewal`,
              description: row.because ?? '',
              url,
              now,
            }),
          ]
        : []),
    ];
  });
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//certificates//Certificates//EN',
    'CALSCALE:GREGORIAN',
    line('X-WR-CALNAME', `Certificates of ${owner}`),
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    ...events.flat(),
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}

function event(options: {
  id: string;
  at: number;
  summary: string;
  description: string;
  url: string;
  now: number;
}): string[] {
  const { id, at, summary, description, url, now } = options;
  return [
    'BEGIN:VEVENT',
    `UID:${id}@certificates`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART;VALUE=DATE:${stamp(at).slice(0, 8)}`,
    `DTEND;VALUE=DATE:${stamp(at + DAY).slice(0, 8)}`,
    line('SUMMARY', summary),
    line('DESCRIPTION', description),
    `URL:${url}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** A property of type TEXT (RFC 5545 section 3.3.11). */
function line(name: string, text: string): string {
  const value = text
    .replace(/\\/g, '\\\\')
    .replace(/\r?\n/g, '\\n')
    .replace(/([,;])/g, '\\$1');
  return `${name}:${value}`;
}

function stamp(time: number): string {
  return `${new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;
}

/** Breaks a line at 75 octets, never within a character. */
function fold(text: string): string {
  const lines: string[] = [];
  let current = '';
  for (const character of text) {
    const limit = lines.length === 0 ? MAX_LINE : MAX_LINE - 1;
    if (Buffer.byteLength(current + character) > limit) {
      lines.push(current);
      current = '';
    }
    current += character;
  }
  return [...lines, current].join('\r\n ');
}
