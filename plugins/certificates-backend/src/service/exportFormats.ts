import { CertificateSummary } from '@cmt/backstage-plugin-certificates-common';

/** Columns of the CSV export, in order. Adding at the end is compatible. */
const COLUMNS: readonly [
  name: string,
  value: (certificate: CertificateSummary) => CsvValue,
][] = [
  ['id', c => c.id],
  ['name', c => c.title],
  ['names', c => c.names],
  ['state', c => c.state],
  ['expires_at', c => c.expiresAt],
  ['not_before', c => c.notBefore],
  ['lifetime_days', c => c.lifetimeDays],
  ['issuer', c => c.issuer],
  ['key_type', c => c.keyType],
  ['key_size', c => c.keySize],
  ['usage', c => c.usage],
  ['owner', c => c.owner?.ref ?? null],
  ['owner_evidence', c => c.owner?.kind ?? null],
  ['owner_confidence', c => c.owner?.confidence ?? null],
  ['system', c => c.systemRef],
  ['environments', c => c.environments],
  ['devices', c => c.devices],
  ['installations', c => c.installationCount],
  ['virtual_servers', c => c.virtualServerCount],
  ['findings', c => c.findings],
  ['highest_severity', c => c.highestSeverity],
  ['automated', c => c.automated],
  ['observed_at', c => c.observedAt],
  ['stale', c => c.stale],
  ['gone_at', c => c.goneAt],
  ['entity', c => c.entityRef],
];

type CsvValue = string | number | boolean | null | readonly string[];

/** Certificates between two pieces of the output. */
const ROWS_PER_CHUNK = 200;

/** A way to write many certificates, piece by piece. */
export interface ExportFormat {
  contentType: string;
  extension: string;
  write(certificates: AsyncIterable<CertificateSummary>): AsyncIterable<string>;
}

/** CSV as of RFC 4180 with a header row. */
const csv: ExportFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  async *write(certificates) {
    yield csvRow(COLUMNS.map(([name]) => name));
    for await (const chunk of inChunks(certificates)) {
      yield chunk
        .map(certificate =>
          csvRow(COLUMNS.map(([, value]) => csvCell(value(certificate)))),
        )
        .join('');
    }
  },
};

/** One JSON array. */
const json: ExportFormat = {
  contentType: 'application/json; charset=utf-8',
  extension: 'json',
  async *write(certificates) {
    let separator = '[\n';
    for await (const chunk of inChunks(certificates)) {
      yield separator + chunk.map(c => JSON.stringify(c)).join(',\n');
      separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  },
};

export const EXPORT_FORMATS: Readonly<Record<'csv' | 'json', ExportFormat>> = {
  csv,
  json,
};

async function* inChunks<T>(items: AsyncIterable<T>): AsyncIterable<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length >= ROWS_PER_CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}

function csvRow(cells: string[]): string {
  return `${cells.join(',')}\r\n`;
}

/**
 * Writes a cell. Names come from certificates that anybody may have made: a
 * spreadsheet must never take one for a formula.
 */
function csvCell(value: CsvValue): string {
  if (value === null) {
    return '';
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  const text = typeof value === 'string' ? value : value.join(' | ');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
