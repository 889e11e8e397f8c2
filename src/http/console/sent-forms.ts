import type { PageResponse } from './page-response.ts';

const MAX_FORMS = 100;

/** The forms that a session has sent, by the token in each form. A form acts once, however often the browser sends it. */
export class SentForms {
  readonly #responses = new Map<string, Promise<PageResponse>>();

  /**
   * Runs the action of a form, or returns the response of the earlier run. A form may be sent again if its action
   * failed, or if it responded with a document: then the action had no effect.
   *
   * @param action redirects the browser after it has had its effect.
   */
  run(token: string, action: () => Promise<PageResponse>): Promise<PageResponse> {
    const earlier = this.#responses.get(token);
    if (earlier) return earlier;
    const response = action();
    this.#responses.set(token, response);
    const forget = () => this.#responses.delete(token);
    response.then(({ type }) => type === 'document' && forget(), forget);
    const [oldest] = this.#responses.keys();
    if (oldest !== undefined && this.#responses.size > MAX_FORMS) this.#responses.delete(oldest);
    return response;
  }
}
