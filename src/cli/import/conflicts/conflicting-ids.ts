import { foldEmail } from '../../../domain/email.ts';
import { usageError } from '../../cli-error.ts';
import { isValidRow, type ReadRow } from '../map/read-row.ts';
import type { Row } from '../read/table.ts';
import { copyOf } from './copy-text.ts';
import { HashSet, hashText, MOST_HASHES } from './hash-set.ts';

/** An external id that is on rows with different emails. */
export interface ConflictingId {
  /** The line of the first row with the id, and of the first row with another email. */
  readonly lines: readonly [first: number, other: number];
  /** The number of rows with the id. */
  readonly rows: number;
}

export type ConflictingIds = ReadonlyMap<string, ConflictingId>;

/** The memory limits of one search. A file with more ids is searched in several parts. */
export interface SearchLimits {
  /** Hashes of different ids, 8 bytes each. */
  readonly hashes: number;
  /** Ids that are on several rows, each with its email. */
  readonly repeated: number;
  /** Ids with different emails. An import with more of them fails, since the id is probably in another column. */
  readonly conflicts: number;
}

const LIMITS: SearchLimits = { hashes: MOST_HASHES, repeated: 500_000, conflicts: 500_000 };

export interface SearchOptions {
  /** Reads all rows of the file, from the first one. */
  rows(): Promise<AsyncIterable<readonly Row[]>>;
  /** Returns the external id of a row, whether or not the row is valid. */
  idOf(row: Row): string | undefined;
  read(row: Row): ReadRow;
  /** Receives each id that is on several valid rows. */
  onRepeated?(id: string, repeated: RepeatedId): void;
  /** Observes the first reading, so that other searches need no reading of their own. */
  readonly observer?: RowObserver | undefined;
  readonly limits?: SearchLimits;
}

/** Observes one reading of a whole file. */
export interface RowObserver {
  add(row: Row, id: string | undefined): void;
  /** @param repeatedIds the hashes of the ids that are on several rows; undefined if the file has too many ids. */
  end(repeatedIds: ReadonlySet<number> | undefined): void;
}

/** An external id on several valid rows. */
export interface RepeatedId {
  readonly rows: number;
  readonly first: RowPosition;
  readonly last: RowPosition;
  readonly hasDifferentEmails: boolean;
}

/** The place of a row. Several rows of a JSON file may be on one line, so the end of the row is part of it. */
export type RowPosition = Pick<Row, 'line' | 'end'>;

/**
 * Finds the external ids that are on rows with different emails. It considers valid rows only. It compares ids byte for
 * byte and emails without case, as the server does.
 *
 * @throws CliError if the file cannot be read, or if it has more conflicting ids than the limit.
 */
export async function findConflictingIds(options: SearchOptions): Promise<ConflictingIds> {
  const conflicts = new Map<string, ConflictingId>();
  await searchPart({ part: 0, parts: 1 }, options, conflicts);
  return conflicts;
}

/** The ids whose hash has the remainder `part` when it is divided by `parts`. */
interface Part {
  readonly part: number;
  readonly parts: number;
}

/** Searches the ids of one part. It divides a part that has more ids than the limits allow, so it compares each id once. */
async function searchPart(
  { part, parts }: Part,
  options: SearchOptions,
  conflicts: Map<string, ConflictingId>,
): Promise<void> {
  const { rows, idOf, read, onRepeated, observer, limits = LIMITS } = options;
  const isInPart = (hash: number) => Math.floor(hash / 2 ** 32) % parts === part;
  const firstObserver = parts === 1 ? observer : undefined;
  const repeated = await findRepeated(await rows(), { idOf, isInPart, limits, observer: firstObserver });
  if (!repeated) {
    await searchPart({ part, parts: parts * 2 }, options, conflicts);
    await searchPart({ part: part + parts, parts: parts * 2 }, options, conflicts);
    return;
  }
  if (repeated.size === 0) return;
  for (const [id, seen] of await compareEmails(await rows(), { idOf, read, repeated })) {
    const { rows: count, first, last, otherLine } = seen;
    const hasDifferentEmails = otherLine !== undefined;
    if (hasDifferentEmails) conflicts.set(id, { lines: [first.line, otherLine], rows: count });
    if (count > 1) onRepeated?.(id, { rows: count, first, last, hasDifferentEmails });
  }
  if (conflicts.size > limits.conflicts) {
    throw usageError(
      `More than ${limits.conflicts} external ids are on several rows with different emails. If another column contains the id, name it with --map external_id="…".`,
    );
  }
}

/** Finds the hashes of ids on several rows. Two ids can have the same hash, so `compareEmails` compares the ids. */
async function findRepeated(
  chunks: AsyncIterable<readonly Row[]>,
  {
    idOf,
    isInPart,
    limits,
    observer,
  }: Pick<SearchOptions, 'idOf' | 'observer'> & { isInPart(hash: number): boolean; limits: SearchLimits },
): Promise<ReadonlySet<number> | undefined> {
  const seen = new HashSet();
  const repeated = new Set<number>();
  let isTooLarge = false;
  for await (const rows of chunks) {
    for (const row of rows) {
      const id = idOf(row);
      observer?.add(row, id);
      if (id === undefined || isTooLarge) continue;
      const hash = hashText(id);
      if (isInPart(hash) && !seen.add(hash)) repeated.add(hash);
      isTooLarge = seen.size > limits.hashes || repeated.size > limits.repeated;
    }
    // An observer needs all rows.
    if (isTooLarge && !observer) break;
  }
  const found = isTooLarge ? undefined : repeated;
  observer?.end(found);
  return found;
}

interface SeenId {
  readonly email: string;
  readonly first: RowPosition;
  last: RowPosition;
  otherLine: number | undefined;
  rows: number;
}

async function compareEmails(
  chunks: AsyncIterable<readonly Row[]>,
  {
    idOf,
    read,
    repeated,
  }: { idOf(row: Row): string | undefined; read(row: Row): ReadRow; repeated: ReadonlySet<number> },
): Promise<ReadonlyMap<string, SeenId>> {
  const seen = new Map<string, SeenId>();
  for await (const rows of chunks) {
    for (const row of rows) {
      const id = idOf(row);
      if (id === undefined || !repeated.has(hashText(id))) continue;
      const found = read(row);
      if (!isValidRow(found)) continue;
      const email = foldEmail(found.item.email);
      const earlier = seen.get(id);
      const position = { line: row.line, end: row.end };
      if (!earlier) {
        const known = { first: position, last: position, otherLine: undefined, rows: 1 };
        seen.set(copyOf(id), { email: copyOf(email), ...known });
        continue;
      }
      earlier.rows += 1;
      earlier.last = position;
      if (earlier.email !== email) earlier.otherLine ??= row.line;
    }
  }
  return seen;
}
