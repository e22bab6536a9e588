import { Knex } from 'knex';
import { CertificateVisibility } from '../types';
import { onDevices, related, whereIdIn } from './relations';
import { shapesInEnvironments } from './shapes';

/**
 * Restricts a query on `certificates as c` to what a caller may see.
 *
 * @internal
 */
export function applyVisibility(
  knex: Knex,
  query: Knex.QueryBuilder,
  visibility: CertificateVisibility,
): void {
  if ('anyOf' in visibility) {
    query.where(builder => {
      // Nothing is visible by an empty list of alternatives.
      builder.whereRaw('1 = 0');
      for (const part of visibility.anyOf) {
        builder.orWhere(inner => applyVisibility(knex, inner, part));
      }
    });
  } else if ('allOf' in visibility) {
    query.where(builder => {
      builder.whereRaw('1 = 1');
      for (const part of visibility.allOf) {
        builder.where(inner => applyVisibility(knex, inner, part));
      }
    });
  } else if ('not' in visibility) {
    query.whereNot(builder => applyVisibility(knex, builder, visibility.not));
  } else {
    applyField(knex, query, visibility);
  }
}

function applyField(
  knex: Knex,
  query: Knex.QueryBuilder,
  { field, values }: Extract<CertificateVisibility, { field: string }>,
): void {
  switch (field) {
    case 'id':
      query.whereIn('c.id', values);
      break;
    case 'owner':
      query.whereIn(
        'c.owner_ref',
        values.map(value => value.toLowerCase()),
      );
      break;
    case 'issuer':
      query.whereIn('c.issuer_label', values);
      break;
    case 'environment':
      query.whereIn('c.shape', shapesInEnvironments(knex, values).select('id'));
      break;
    case 'device':
      whereIdIn(knex, query, onDevices(knex, values));
      break;
    case 'system':
    case 'protects':
      whereIdIn(knex, query, related(knex, values, field));
      break;
    default:
      throw new Error(`Nothing says how to restrict by ${String(field)}`);
  }
}
