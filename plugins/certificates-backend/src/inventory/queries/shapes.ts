import { Knex } from 'knex';
import { FindingCode } from '@cmt/backstage-plugin-certificates-common';
import { likePattern } from './likePattern';

/** The shapes that are in one of some environments. @internal */
export function shapesInEnvironments(
  knex: Knex,
  environments: readonly string[],
): Knex.QueryBuilder {
  return shapesWith(knex, 'environments', environments);
}

/** The shapes that have one of some findings. @internal */
export function shapesWithFindings(
  knex: Knex,
  codes: readonly FindingCode[],
): Knex.QueryBuilder {
  return shapesWith(knex, 'finding_codes', codes);
}

function shapesWith(
  knex: Knex,
  column: 'environments' | 'finding_codes',
  values: readonly string[],
): Knex.QueryBuilder {
  return knex('certificate_shapes').where(builder => {
    for (const value of values) {
      // The columns hold JSON lists: with its quotes, a value is a whole item.
      builder.orWhereRaw(`?? like ? escape '\\'`, [
        column,
        likePattern(JSON.stringify(value)),
      ]);
    }
  });
}
