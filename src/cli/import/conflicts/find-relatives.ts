import { foldEmail } from '../../../domain/email.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import { HashSet, hashText, MOST_HASHES } from './hash-set.ts';

/** The rows of a file whose external id or email is on another row too. The server treats such rows in their order. */
export interface Relatives {
  has(read: ReadRow): boolean;
}

export interface RelativesOptions {
  readonly rows: AsyncIterable<readonly Row[]>;
  idOf(row: Row): string | undefined;
  emailOf(row: Row): string | undefined;
}

/** Finds the ids and emails that are on several rows. Two texts can have the same hash, which only costs time. */
export async function findRelatives({ rows, idOf, emailOf }: RelativesOptions): Promise<Relatives> {
  const ids = new Repeated();
  const emails = new Repeated();
  for await (const chunk of rows) {
    for (const row of chunk) {
      ids.add(idOf(row));
      const email = emailOf(row);
      emails.add(email === undefined ? undefined : foldEmail(email));
    }
  }
  return {
    has: (read) =>
      isValidRow(read) && (ids.has(read.item.external_id) || emails.has(foldEmail(read.item.email))),
  };
}

/** The hashes of texts that occur several times. A file above the limit of memory counts as a file of relatives. */
class Repeated {
  readonly #seen = new HashSet();
  readonly #repeated = new HashSet();
  #isFull = false;

  add(text: string | undefined): void {
    if (text === undefined || this.#isFull) return;
    const hash = hashText(text);
    if (!this.#seen.add(hash)) this.#repeated.add(hash);
    this.#isFull = this.#seen.size >= MOST_HASHES;
  }

  has(text: string): boolean {
    return this.#isFull || this.#repeated.has(hashText(text));
  }
}
