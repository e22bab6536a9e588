/**
 * Clock of a device that stands still while its configuration is built, so that
 * equal farms have equal time stamps, and then goes like any other.
 */
export class DeviceClock {
  #standing: Date | undefined;

  constructor(standing: Date) {
    this.#standing = standing;
  }

  readonly now = (): Date => this.#standing ?? new Date();

  start(): void {
    this.#standing = undefined;
  }
}
