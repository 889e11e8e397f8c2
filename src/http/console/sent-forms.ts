const MOST_REMEMBERED = 100;

/** The forms that a session has sent, by the token that stands in each of them. A form that is sent twice acts once. */
export class SentForms {
  readonly #results = new Map<string, Promise<string>>();

  /**
   * Runs the action of a form, or returns the result of the first time. A form whose action failed may be sent again.
   *
   * @param action returns the path that the browser is sent to.
   */
  run(token: string, action: () => Promise<string>): Promise<string> {
    const earlier = this.#results.get(token);
    if (earlier) return earlier;
    const result = action();
    this.#results.set(token, result);
    result.catch(() => this.#results.delete(token));
    const [oldest] = this.#results.keys();
    if (oldest !== undefined && this.#results.size > MOST_REMEMBERED) this.#results.delete(oldest);
    return result;
  }
}
