import { splitFullPath } from '../../configuration';

const HOST = 'https://localhost/mgmt/tm';

/**
 * Writes a name or path into a URL the way a device does: slashes become
 * tildes, a route domain's percent sign is escaped, wildcards stay readable.
 */
export function urlName(fullPath: string): string {
  return encodeURIComponent(fullPath.replaceAll('/', '~'))
    .replaceAll('%7E', '~')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%40', '@');
}

/** Reads a name out of a URL segment: the opposite of {@link urlName}. */
export function nameFromUrl(segment: string): string {
  let decoded = segment;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    // A lone percent sign, as in an unescaped route domain, stands for itself.
  }
  return decoded.replaceAll('~', '/');
}

/**
 * The path in the store for a name in a URL: a bare name lives in /Common, as
 * it does for somebody who works there in tmsh.
 */
export function qualified(name: string): string {
  return name.startsWith('/') ? name : `/Common/${name}`;
}

/** Builds the links of one answer; the host is always `localhost`. */
export class Links {
  readonly #version: string;

  constructor(version: string) {
    this.#version = `ver=${version}`;
  }

  /** A link as it stands inside an answer: without the request's query. */
  to(path: string): string {
    return `${HOST}/${path}?${this.#version}`;
  }

  /** Link to an object of a collection: `{link}` of a `...Reference`. */
  object(collection: string, fullPath: string): { link: string } {
    return { link: this.to(`${collection}/${urlName(fullPath)}`) };
  }

  /** `selfLink` of the answer itself: keeps what the request asked for. */
  self(path: string, query: string): string {
    const kept = query ? `${query}&` : '';
    return `${HOST}/${path}?${kept}${this.#version}`;
  }

  /** A key of nested statistics: no version. */
  entry(path: string): string {
    return `${HOST}/${path}`;
  }
}

/** `name`, `partition`, `subPath` and `fullPath` in the order of an answer. */
export function identityOf(fullPath: string): Record<string, string> {
  // Folders of partitions, and the root, are inside no partition themselves.
  if (fullPath === '/') return { name: '/', fullPath };
  if (/^\/[^/]+$/.test(fullPath))
    return { name: fullPath.slice(1), subPath: '/', fullPath };
  const { name, partition, subPath } = splitFullPath(fullPath);
  return {
    name,
    ...(partition !== undefined && { partition }),
    ...(subPath !== undefined && { subPath }),
    fullPath,
  };
}
