import { Config } from '@backstage/config';
import { Login } from '../client/credentials';

/**
 * The administrators of devices, read from the configuration each time: nothing
 * here keeps a password, and a changed one counts at once.
 */
export class Administrators {
  readonly #config: Config;

  constructor(config: Config) {
    this.#config = config;
  }

  /** Whether one is configured for the device. */
  has(device: string): boolean {
    return this.#section(device)?.has('administrator') ?? false;
  }

  /** @returns nothing when none is configured */
  read(device: string): Login | undefined {
    const section = this.#section(device)?.getOptionalConfig('administrator');
    return (
      section && {
        username: section.getString('username').trim(),
        password: section.getString('password'),
      }
    );
  }

  #section(device: string): Config | undefined {
    return this.#config
      .getOptionalConfigArray('certificates.f5.devices')
      ?.find(section => section.getOptionalString('name')?.trim() === device);
  }
}
