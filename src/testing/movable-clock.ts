/** A server's time, which a test moves. It runs as the system's clock does until it is set; then it stands still. */
export class MovableClock {
  #offsetMs = 0;
  #stoppedAt: number | undefined;

  /** UNIX milliseconds. */
  now(): number {
    return this.#stoppedAt ?? Date.now() + this.#offsetMs;
  }

  /**
   * Sets the time, from when on it moves by `advance` alone.
   *
   * @param time a Date, UNIX milliseconds, or a date-time such as `2026-11-23T12:00:00Z`.
   * @throws RangeError when it is no time.
   */
  set(time: Date | number | string): void {
    const millis = new Date(time).getTime();
    if (Number.isNaN(millis)) throw new RangeError(`${time} is not a time, such as 2026-11-23T12:00:00Z.`);
    this.#stoppedAt = millis;
  }

  /** Lets time pass, whether it runs or stands. @param milliseconds how much. */
  advance(milliseconds: number): void {
    if (this.#stoppedAt === undefined) this.#offsetMs += milliseconds;
    else this.#stoppedAt += milliseconds;
  }

  /** Back to the system's time, running. */
  reset(): void {
    this.#offsetMs = 0;
    this.#stoppedAt = undefined;
  }
}
