import type Database from 'better-sqlite3';
import { searchText } from '../../../domain/search-terms.ts';
import { numberOf, rowOf } from '../tenant-scope.ts';
import { recreateIndex } from './search-file.ts';
import { SearchIndex } from './search-index.ts';

/** How many events are followed in one transaction of the index: more are cheaper each, fewer let others in sooner. */
const EVENTS_PER_TRANSACTION = 2000;

/** As much of an event as tells what to index. */
interface EventToIndex {
  row: number;
  id: string;
  customer: number;
  snapshot: string;
}

/** Keeps a search index up to what the events say was changed. */
export class SearchIndexer {
  readonly #entries: SearchIndex;
  readonly #tenants;
  readonly #last;
  readonly #events;
  readonly #position;
  readonly #storePosition;
  readonly #together: (work: () => boolean) => boolean;

  /**
   * @param source the database, which is only read.
   * @param index where the search tables are; it may be the same connection.
   */
  constructor(source: Database.Database, index: Database.Database) {
    resetForOtherDatabase(source, index);
    this.#entries = new SearchIndex(index);
    this.#tenants = source.prepare<[], { number: number; events: number }>(
      'SELECT number, events FROM tenants WHERE events > 0',
    );
    this.#last = source.prepare<[number], number>('SELECT events FROM tenants WHERE number = ?').pluck();
    this.#events = source.prepare<[number, number], EventToIndex>(
      'SELECT row, id, customer, snapshot FROM events WHERE row BETWEEN ? AND ?',
    );
    this.#position = index.prepare<[number], number>('SELECT events FROM followed WHERE tenant = ?').pluck();
    this.#storePosition = index.prepare(
      'INSERT OR REPLACE INTO followed (tenant, events, last_event) VALUES (?, ?, ?)',
    );
    this.#together = index.transaction((work: () => boolean) => work()).immediate;
  }

  /** Follows what one tenant has changed, to its end. */
  indexPending(tenant: number): void {
    const last = this.#last.get(tenant) ?? 0;
    while (this.#indexRange(tenant, last));
  }

  /**
   * Follows a part of what was changed, of the tenant that has the most.
   *
   * @returns whether there was more; what came meanwhile is left, to be followed together with what comes after it.
   */
  indexSome(): boolean {
    const behind = this.#tenants
      .all()
      .map(({ number, events }) => ({ number, events, by: events - this.#indexPosition(number) }))
      .filter(({ by }) => by > 0)
      .sort((a, b) => b.by - a.by);
    const [most, ...others] = behind;
    return most !== undefined && (this.#indexRange(most.number, most.events) || others.length > 0);
  }

  /** Up to which of its events a tenant was followed. */
  #indexPosition(tenant: number): number {
    return this.#position.get(tenant) ?? 0;
  }

  /** @returns whether the tenant has more. */
  #indexRange(tenant: number, last: number): boolean {
    return this.#together(() => {
      const from = this.#indexPosition(tenant);
      const to = Math.min(last, from + EVENTS_PER_TRANSACTION);
      if (from >= to) return false;
      const key = { tenant };
      const texts = new Map<number, string>();
      let end: EventToIndex | undefined;
      for (const event of this.#events.iterate(rowOf(key, from + 1), rowOf(key, to))) {
        texts.set(event.customer, searchText(JSON.parse(event.snapshot)));
        end = event;
      }
      // In the order of their rows, because FTS5 writes a part of its index whenever a row is not above the last one.
      for (const [row, text] of [...texts].sort(([a], [b]) => a - b)) this.#entries.put(row, text);
      if (end) this.#storePosition.run(tenant, numberOf(end.row), end.id);
      return to < last;
    });
  }
}

/** An index that followed another database, or this one before a backup was put in its place, starts anew. */
function resetForOtherDatabase(source: Database.Database, index: Database.Database): void {
  const idOf = source.prepare<[number], string>('SELECT id FROM events WHERE row = ?').pluck();
  const positions = index
    .prepare<[], { tenant: number; events: number; last_event: string }>('SELECT * FROM followed')
    .all();
  const isOfThis = positions.every((note) => idOf.get(rowOf(note, note.events)) === note.last_event);
  if (!isOfThis) index.transaction(() => recreateIndex(index)).immediate();
}
