/** The fields of a form as the browser sent them. */
type Form = Readonly<Record<string, unknown>>;

const MOST_DRAFTS = 5;

/** The new keys of a session between their form and their confirmation, by a random token. */
export class KeyDrafts {
  readonly #forms = new Map<string, Form>();

  add(token: string, form: Form): void {
    this.#forms.set(token, form);
    const [oldest] = this.#forms.keys();
    if (oldest !== undefined && this.#forms.size > MOST_DRAFTS) this.#forms.delete(oldest);
  }

  get(token: string): Form | undefined {
    return this.#forms.get(token);
  }

  /** The form that was sent last. */
  latest(): Form | undefined {
    return [...this.#forms.values()].at(-1);
  }

  remove(token: string): void {
    this.#forms.delete(token);
  }
}
