/** The fields of a form as the browser sent them. */
type Form = Readonly<Record<string, unknown>>;

const MAX_DRAFTS = 5;

/** The forms of new keys of a session that are not confirmed yet, by a random token. */
export class KeyDrafts {
  readonly #forms = new Map<string, Form>();

  add(token: string, form: Form): void {
    this.#forms.set(token, form);
    const [oldest] = this.#forms.keys();
    if (oldest !== undefined && this.#forms.size > MAX_DRAFTS) this.#forms.delete(oldest);
  }

  get(token: string): Form | undefined {
    return this.#forms.get(token);
  }

  /** Returns the form that the browser sent last. */
  latest(): Form | undefined {
    return [...this.#forms.values()].at(-1);
  }

  remove(token: string): void {
    this.#forms.delete(token);
  }
}
