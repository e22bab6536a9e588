import type { DeviceConfiguration } from '../../configuration';
import { McpdError } from '../errors';
import type { WriteScope } from '../model/Resource';
import type { VersionProfile } from '../version/VersionProfile';
import { checkConsistency } from './consistency';

/**
 * The one way in which calls change a configuration: on a copy, checked as a
 * whole, and taken over at once or not at all. Changes are synchronous, so none
 * can come between the copy and its take-over.
 */
export class ConfigurationWriter {
  #tasks = 0;

  constructor(
    private readonly configuration: DeviceConfiguration,
    private readonly version: VersionProfile,
  ) {}

  /**
   * Applies a change.
   *
   * @param change - changes the copy it gets; may throw
   * @param options - `validateOnly` throws the outcome away
   * @throws McpdError of the change or of the checks; nothing has changed then
   */
  write<T>(
    change: (scope: WriteScope) => T,
    options: { validateOnly?: boolean } = {},
  ): T {
    this.assertIdle();
    const working = this.configuration.fork();
    const effects: (() => void)[] = [];
    const result = change({
      configuration: working,
      original: this.configuration,
      afterwards: effect => effects.push(effect),
    });
    checkConsistency(working, this.version, this.configuration);
    if (options.validateOnly) return result;
    this.configuration.restore(working.capture(), working.generation);
    effects.forEach(effect => effect());
    return result;
  }

  /** While an asynchronous task runs, nothing else may write. */
  beginTask(): () => void {
    this.#tasks += 1;
    let ended = false;
    return () => {
      if (!ended) this.#tasks -= 1;
      ended = true;
    };
  }

  /** @throws McpdError 503 while a task runs */
  assertIdle(): void {
    if (this.#tasks > 0)
      throw new McpdError(
        503,
        'There is an active asynchronous task executing.',
        32964609,
      );
  }
}
