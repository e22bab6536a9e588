/** `kind` of an object, collection or statistics: derived from the path. */
function prefix(path: string): { prefix: string; last: string } {
  const parts = path.split('/');
  return { prefix: `tm:${parts.join(':')}`, last: parts[parts.length - 1] };
}

export function itemKind(path: string): string {
  const kind = prefix(path);
  return `${kind.prefix}:${kind.last}state`;
}

export function collectionKind(path: string): string {
  const kind = prefix(path);
  return `${kind.prefix}:${kind.last}collectionstate`;
}

export function statsKind(path: string): string {
  const kind = prefix(path);
  return `${kind.prefix}:${kind.last}stats`;
}

export function collectionStatsKind(path: string): string {
  const kind = prefix(path);
  return `${kind.prefix}:${kind.last}collectionstats`;
}
