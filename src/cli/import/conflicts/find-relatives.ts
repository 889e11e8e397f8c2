import { foldEmail } from '../../../domain/email.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import { HashSet, hashText, MOST_HASHES } from './hash-set.ts';

/** The rows of a file whose external id or email is on another row too. The server treats such rows in their order. */
export interface Relatives {
  has(read: ReadRow): boolean;
}

/** Finds the emails that are on several rows, and adds the ids that are. Equal hashes of two texts only cost time. */
export class RelativesFinder implements Relatives {
  readonly #seen = new HashSet();
  readonly #emails = new HashSet();
  /** The hashes of the ids on several rows; undefined if a file has too many ids for the memory. */
  #ids: ReadonlySet<number> | undefined = new Set();

  addEmail(email: string | undefined): void {
    if (email === undefined || this.#hasTooManyEmails) return;
    const hash = hashText(foldEmail(email));
    if (!this.#seen.add(hash)) this.#emails.add(hash);
  }

  setIds(hashes: ReadonlySet<number> | undefined): void {
    this.#ids = hashes;
  }

  /** A file above a limit of memory counts as a file of relatives. */
  has(read: ReadRow): boolean {
    if (!isValidRow(read)) return false;
    if (this.#ids === undefined || this.#hasTooManyEmails) return true;
    return this.#hasId(read.item.external_id) || this.#hasEmail(read.item.email);
  }

  get #hasTooManyEmails(): boolean {
    return this.#seen.size >= MOST_HASHES;
  }

  #hasId(id: string): boolean {
    return this.#ids !== undefined && this.#ids.size > 0 && this.#ids.has(hashText(id));
  }

  #hasEmail(email: string): boolean {
    return this.#emails.size > 0 && this.#emails.has(hashText(foldEmail(email)));
  }
}
