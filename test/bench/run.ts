import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from './lib/types';

/**
 * `yarn bench NAME` runs `NAME.ts` of this folder, prints what it has measured
 * and ends with one line; the exit status is 1 when the goal is missed.
 */
async function main(name: string | undefined): Promise<void> {
  const names = readdirSync(__dirname)
    .filter(file => file.endsWith('.ts') && file !== 'run.ts')
    .map(file => file.replace(/\.ts$/, ''))
    .sort();
  if (name === undefined || !names.includes(name)) {
    throw new Error(`Usage: yarn bench ${names.join('|')}`);
  }
  const { goal, run }: Bench = await import(join(__dirname, `${name}.ts`));
  const { figure, holds, table } = await run();
  printTable(table);
  process.stdout.write(
    `bench ${name}: ${figure}, goal ${goal}, ${
      holds ? 'holds' : 'falls short'
    }\n`,
  );
  process.exitCode = holds ? 0 : 1;
}

function printTable(rows: Record<string, string | number>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [
    columns,
    ...rows.map(row => columns.map(column => String(row[column] ?? ''))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map(line => line[index].length)),
  );
  for (const line of lines) {
    const cells = line.map((cell, index) =>
      // Names to the left, figures to the right.
      index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
}

main(process.argv[2]).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
