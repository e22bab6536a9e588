const PEM_COLUMNS = 64;

/** PEM as a BIG-IP likes it: LF, 64 columns, a final newline. */
export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${PEM_COLUMNS}}`, 'g')) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    '',
  ].join('\n');
}

/** The certificates of a PEM file, in order, each as a PEM of its own. */
export function splitPem(text: string): string[] {
  return (
    text.match(
      /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g,
    ) ?? []
  ).map(block => `${block}\n`);
}
