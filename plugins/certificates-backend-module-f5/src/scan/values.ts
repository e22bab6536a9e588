import { z } from 'zod';

/**
 * How iControl REST writes values. Unset ones are missing in old versions and
 * `none` in new ones; flags are texts, switches or present-or-absent.
 */

/** A text, or `null` for `none`, blank and missing. */
export const text = z
  .string()
  .nullish()
  .transform(value => {
    const trimmed = value?.trim();
    return trimmed && trimmed !== 'none' ? trimmed : null;
  });

/** A truth value in any of the styles of iControl REST. */
export const flag = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform(value =>
    typeof value === 'string'
      ? ['true', 'yes', 'enabled', 'on'].includes(value.toLowerCase())
      : value ?? false,
  );

/** A number, also where a version writes it as text. */
export const number = z
  .union([z.number(), z.string()])
  .nullish()
  .transform(value => {
    if (typeof value === 'number') {
      return value;
    }
    return value && /^\d+$/.test(value) ? Number(value) : null;
  });

/** One name, several names, or none. */
export const texts = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform(value =>
    (Array.isArray(value) ? value : [value ?? 'none'])
      .map(item => item.trim())
      .filter(item => item !== '' && item !== 'none'),
  );

/** What every configuration object has. */
export const identity = {
  name: z.string(),
  partition: z.string().optional(),
  subPath: z.string().optional(),
  fullPath: z.string().optional(),
};

/** The full path, also where a version writes the bare name there. */
export function fullPathOf(object: {
  name: string;
  partition?: string;
  subPath?: string;
  fullPath?: string;
}): string {
  const { name, partition, subPath, fullPath } = object;
  if (fullPath?.startsWith('/')) {
    return fullPath;
  }
  if (name.startsWith('/')) {
    return name;
  }
  return ['', partition ?? 'Common', ...(subPath ? [subPath] : []), name].join(
    '/',
  );
}

/** A reference as a full path: names without one are in Common. */
export function toFullPath(reference: string): string {
  return reference.startsWith('/') ? reference : `/Common/${reference}`;
}

/** A full path as it is written in addresses. */
export function pathInUrl(fullPath: string): string {
  return encodeURIComponent(fullPath.replace(/\//g, '~')).replace(/%7E/gi, '~');
}
