import { randomUUID } from 'node:crypto';
import type { Instant } from '../../../domain/instant.ts';
import type { Connector } from '../../../pull/connector/connector.ts';
import type { SourceValue } from '../../../pull/read/record-values.ts';
import { SourceError } from '../../../pull/read/source-error.ts';
import { hashText } from '../../import/conflicts/hash-set.ts';
import { isValidRow, type ReadRow, type ValidRow } from '../../import/map/read-row.ts';
import { ImportCounts } from '../../import/progress/import-counts.ts';
import type { RowResults } from '../../import/send/send-rows.ts';
import type { MappedRecord, RecordMapper } from '../map-records.ts';
import { type LocalState, refusalHash } from './local-state.ts';

/** A row that was not accepted. */
export interface Rejection {
  readonly line: number;
  readonly reason: string;
  /** The upsert as JSON. */
  readonly json: string;
}

export interface RunStateOptions {
  readonly connector: Connector;
  readonly mapper: RecordMapper;
  readonly local: LocalState;
  /** The time from which on records are sent; undefined in a full run, which sends all. */
  readonly since: Instant | undefined;
}

/** The number of external ids of skipped people that the report lists. */
const MOST_LISTED = 1000;

/** The records of one run: which are sent, and their results. */
export class RunState {
  readonly counts = new ImportCounts();
  /** Records that were not sent because they are older than the checkpoint. */
  older = 0;
  /** Records without a time that were left out. */
  undated = 0;
  /** Records that came again in the same run. */
  repeated = 0;
  /** People without an email. */
  skipped = 0;
  readonly skippedIds: string[] = [];
  sent = 0;
  /** Rows that were refused and were not refused in the same way in an earlier run. */
  newlyRejected = 0;
  /** The newest time of a record. */
  newest: Instant | undefined;
  /** A hash of each record of this run, by external id. The records themselves would take several times the memory. */
  readonly seen = new Map<string, number>();
  readonly rejections = new Map<string, Rejection>();
  readonly runId = randomUUID();
  readonly #options: RunStateOptions;
  #line = 0;
  /** The line of the last record of the source; rows of earlier refusals follow it. */
  #lastRead = 0;

  constructor(options: RunStateOptions) {
    this.#options = options;
  }

  /** Maps a record, and decides whether it is sent. @returns the row to send, or an empty list. */
  take(record: SourceValue): ReadRow[] {
    this.#line += 1;
    this.#lastRead = this.#line;
    this.counts.read += 1;
    const mapped = this.#options.mapper.read(record, this.#line);
    const { key, time } = mapped;
    if (time && (this.newest === undefined || time.instant > this.newest)) this.newest = time.instant;
    if (key !== undefined) {
      const content = hashText(mapped.json);
      if (this.seen.get(key) === content) {
        this.repeated += 1;
        return [];
      }
      this.seen.set(key, content);
    }
    if (!this.#isDue(mapped)) return [];
    if (key !== undefined) {
      // The record replaces an earlier refused one.
      this.#options.local.kept.delete(key);
      this.rejections.delete(key);
      if (!mapped.hasEmail) return this.#skip(key);
    }
    return [mapped.read];
  }

  /** Builds a row of an earlier refusal. It has a new line, so that its Idempotency-Key is new too. */
  again(key: string): ValidRow | undefined {
    const kept = this.#options.local.kept.get(key);
    if (!kept) return undefined;
    this.#line += 1;
    const json = JSON.stringify(kept.item);
    const row = { line: this.#line, end: this.#line, text: json, columns: [], cells: [] };
    return { row, item: kept.item, json, unknownCountries: [] };
  }

  /** Records the results of rows, as the importer's recorder does. */
  record(group: readonly ReadRow[], results: RowResults): void {
    for (const read of group) {
      if (!isValidRow(read)) {
        if ('error' in read) this.#reject(keyOf(read.row.text), read.row.line, read.error, read.row.text);
        continue;
      }
      const { item, json, row } = read;
      // A row of an earlier refusal was counted when it was read.
      if (row.line <= this.#lastRead) this.counts.valid += 1;
      for (const name of read.unknownCountries) this.counts.unknownCountries.add(name);
      const result = results.get(read);
      if (!result) continue;
      this.sent += 1;
      if ('refusal' in result) {
        if (result.code === 'conflict')
          this.#options.local.kept.set(item.external_id, { item, reason: result.refusal });
        this.#reject(item.external_id, row.line, result.refusal, json);
      } else if ('outcome' in result) {
        this.counts.outcomes[result.outcome] += 1;
        for (const warning of result.warnings) this.counts.warnings.add(warning);
        this.#accept(item.external_id);
      }
    }
  }

  /**
   * Ends the run.
   *
   * @param isComplete whether all records of the source were read, so that a refused row that was not is gone.
   */
  finish(isComplete: boolean): void {
    const { kept, refused } = this.#options.local;
    if (isComplete) {
      for (const key of kept.keys()) if (!this.seen.has(key)) kept.delete(key);
      for (const key of refused.keys()) if (!this.rejections.has(key)) refused.delete(key);
    }
    for (const [key, { json, reason }] of this.rejections) {
      const hash = refusalHash(json, reason);
      if (refused.get(key) !== hash) this.newlyRejected += 1;
      refused.set(key, hash);
    }
    this.counts.rejected = this.rejections.size;
  }

  #isDue({ time }: MappedRecord): boolean {
    const { since, connector } = this.#options;
    const { incremental } = connector;
    if (!incremental) return true;
    if (!time) {
      if (incremental.onMissing === 'raise')
        throw new SourceError(
          'missing_cursor',
          `A record has no time at ${incremental.cursorPath}. Correct cursor_path, or set on_cursor_value_missing to include.`,
        );
      if (incremental.onMissing === 'include' || since === undefined) return true;
      this.undated += 1;
      return false;
    }
    if (since === undefined || time.instant >= since) return true;
    this.older += 1;
    return false;
  }

  #skip(key: string): [] {
    this.skipped += 1;
    if (this.skippedIds.length < MOST_LISTED) this.skippedIds.push(key);
    this.#options.local.refused.delete(key);
    return [];
  }

  #reject(key: string, line: number, reason: string, json: string): void {
    this.rejections.set(key, { line, reason, json });
  }

  #accept(key: string): void {
    this.#options.local.kept.delete(key);
    this.#options.local.refused.delete(key);
    this.rejections.delete(key);
  }
}

/** Identifies an invalid row: by its external id, or without one by its content. */
function keyOf(json: string): string {
  const { external_id } = JSON.parse(json) as { external_id?: unknown };
  return typeof external_id === 'string' ? external_id : `without id ${refusalHash(json, '')}`;
}
