import { AnswerContext, Resource } from './Resource';

/** A request's path, resolved. */
export type Resolution =
  | { type: 'resource'; resource: Resource; rest: string[] }
  | { type: 'directory'; path: string; children: string[] };

/** All resources below `/mgmt/tm`, by path. */
export class ResourceRegistry {
  readonly #resources = new Map<string, Resource>();

  constructor(
    resources: Iterable<Resource>,
    /**
     * Resources that appear when the configuration has something for them; a
     * fixed resource of the same path wins.
     */
    private readonly dynamic: (
      path: string,
      context: AnswerContext,
    ) => Resource | undefined = () => undefined,
    private readonly dynamicPaths: (
      context: AnswerContext,
    ) => string[] = () => [],
  ) {
    for (const resource of resources)
      this.#resources.set(resource.path, resource);
  }

  /**
   * The resource that the longest beginning of the path names, with the
   * segments left over; or the directory at the path.
   *
   * @param segments of the path below `/mgmt/tm`, still encoded
   */
  resolve(
    segments: readonly string[],
    context: AnswerContext,
  ): Resolution | undefined {
    for (let length = segments.length; length > 0; length--) {
      const resource = this.#get(segments.slice(0, length).join('/'), context);
      if (resource) {
        return { type: 'resource', resource, rest: segments.slice(length) };
      }
    }
    const path = segments.join('/');
    const children = this.#children(path, context);
    return children.length > 0
      ? { type: 'directory', path, children }
      : undefined;
  }

  #get(path: string, context: AnswerContext): Resource | undefined {
    const resource = this.#resources.get(path) ?? this.dynamic(path, context);
    return resource && this.#exists(resource, context) ? resource : undefined;
  }

  #children(path: string, context: AnswerContext): string[] {
    const start = path === '' ? '' : `${path}/`;
    const children = new Set<string>();
    const fixed = [...this.#resources.values()]
      .filter(resource => this.#exists(resource, context))
      .map(resource => resource.path);
    for (const candidate of [...fixed, ...this.dynamicPaths(context)]) {
      if (!candidate.startsWith(start)) continue;
      children.add(start + candidate.slice(start.length).split('/')[0]);
    }
    return [...children].sort();
  }

  #exists(resource: Resource, context: AnswerContext): boolean {
    return resource.exists?.(context) ?? true;
  }
}
