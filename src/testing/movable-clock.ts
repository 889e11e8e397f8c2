/** The clock of a server under test. It follows the system clock until a test sets it; then it stops. */
export class MovableClock {
  #offsetMs = 0;
  #stoppedAt: number | undefined;

  /** UNIX milliseconds. */
  now(): number {
    return this.#stoppedAt ?? Date.now() + this.#offsetMs;
  }

  /**
   * Sets the time and stops the clock, so that only `advance` changes it.
   *
   * @param time a Date, UNIX milliseconds, or a date-time such as `2026-11-23T12:00:00Z`.
   * @throws RangeError if it is not a valid time.
   */
  set(time: Date | number | string): void {
    const millis = new Date(time).getTime();
    if (Number.isNaN(millis))
      throw new RangeError(`${time} is not a valid time, such as 2026-11-23T12:00:00Z.`);
    this.#stoppedAt = millis;
  }

  /** Moves the clock forward, whether it runs or is stopped. */
  advance(milliseconds: number): void {
    if (this.#stoppedAt === undefined) this.#offsetMs += milliseconds;
    else this.#stoppedAt += milliseconds;
  }

  /** Makes the clock follow the system clock again. */
  reset(): void {
    this.#offsetMs = 0;
    this.#stoppedAt = undefined;
  }
}
