import { foldEmail } from '../../domain/customer.ts';
import { usageError } from '../cli-error.ts';
import { HashSet, hashText, MOST_HASHES } from './hash-set.ts';
import { isSound, type ReadRow } from './read-row.ts';
import type { Row } from './table.ts';

/** An external id that is on rows with different emails. */
export interface ConflictingId {
  /** The line of its first row, and of the first row with another email. */
  readonly lines: readonly [first: number, other: number];
  readonly rows: number;
}

export type ConflictingIds = ReadonlyMap<string, ConflictingId>;

/** What one search may hold in memory. A file with more ids is searched in several parts. */
export interface SearchLimits {
  /** Hashes of different ids, in 8 bytes each. */
  readonly hashes: number;
  /** Ids that are on several rows, each with its email. */
  readonly repeated: number;
  /** Ids with different emails. An import with more is refused: another column is the id. */
  readonly conflicts: number;
}

const LIMITS: SearchLimits = { hashes: MOST_HASHES, repeated: 500_000, conflicts: 500_000 };

export interface SearchOptions {
  /** Reads all rows of the file, from the first one. */
  rows(): Promise<AsyncIterable<readonly Row[]>>;
  /** The external id of a row, whether or not the row is valid. */
  idOf(row: Row): string | undefined;
  read(row: Row): ReadRow;
  readonly limits?: SearchLimits;
}

/**
 * Finds the external ids that are on rows with different emails. Only rows that would be sent count. Ids are compared
 * byte for byte and emails without case, as the server compares them.
 *
 * @throws Failure when the file cannot be read, or there are more than the limit.
 */
export async function findConflictingIds(options: SearchOptions): Promise<ConflictingIds> {
  for (let parts = 1; ; parts *= 2) {
    const found = await searchInParts(parts, options);
    if (found) return found;
  }
}

/** @returns undefined if a part has more ids than the memory holds. */
async function searchInParts(
  parts: number,
  { rows, idOf, read, limits = LIMITS }: SearchOptions,
): Promise<ConflictingIds | undefined> {
  const conflicts = new Map<string, ConflictingId>();
  for (let part = 0; part < parts; part += 1) {
    const isInPart = (hash: number) => Math.floor(hash / 2 ** 32) % parts === part;
    const repeated = await findRepeated(await rows(), { idOf, isInPart, limits });
    if (!repeated) return undefined;
    if (repeated.size === 0) continue;
    for (const [id, conflict] of await compareEmails(await rows(), { idOf, read, repeated })) {
      conflicts.set(id, conflict);
    }
    if (conflicts.size > limits.conflicts) {
      throw usageError(
        `More than ${limits.conflicts} external ids are on several rows with different emails. Is another column the id? Say which one it is: --map external_id="…".`,
      );
    }
  }
  return conflicts;
}

/** Finds the hashes of ids on several rows. Two ids may share a hash, so the ids themselves are compared afterwards. */
async function findRepeated(
  pieces: AsyncIterable<readonly Row[]>,
  {
    idOf,
    isInPart,
    limits,
  }: { idOf(row: Row): string | undefined; isInPart(hash: number): boolean; limits: SearchLimits },
): Promise<ReadonlySet<number> | undefined> {
  const seen = new HashSet();
  const repeated = new Set<number>();
  for await (const rows of pieces) {
    for (const row of rows) {
      const id = idOf(row);
      if (id === undefined) continue;
      const hash = hashText(id);
      if (isInPart(hash) && !seen.add(hash)) repeated.add(hash);
      if (seen.size > limits.hashes || repeated.size > limits.repeated) return undefined;
    }
  }
  return repeated;
}

interface SeenId {
  readonly email: string;
  readonly line: number;
  otherLine: number | undefined;
  rows: number;
}

async function compareEmails(
  pieces: AsyncIterable<readonly Row[]>,
  {
    idOf,
    read,
    repeated,
  }: { idOf(row: Row): string | undefined; read(row: Row): ReadRow; repeated: ReadonlySet<number> },
): Promise<[string, ConflictingId][]> {
  const seen = new Map<string, SeenId>();
  for await (const rows of pieces) {
    for (const row of rows) {
      const id = idOf(row);
      if (id === undefined || !repeated.has(hashText(id))) continue;
      const found = read(row);
      if (!isSound(found)) continue;
      const email = foldEmail(found.item.email);
      const earlier = seen.get(id);
      if (!earlier) {
        seen.set(copyOf(id), { email: copyOf(email), line: row.line, otherLine: undefined, rows: 1 });
        continue;
      }
      earlier.rows += 1;
      if (earlier.email !== email) earlier.otherLine ??= row.line;
    }
  }
  return [...seen].flatMap(([id, { line, otherLine, rows }]): [string, ConflictingId][] =>
    otherLine === undefined ? [] : [[id, { lines: [line, otherLine], rows }]],
  );
}

/** A part of a text keeps the whole text in memory, here a chunk of the file; a copy does not. */
function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
