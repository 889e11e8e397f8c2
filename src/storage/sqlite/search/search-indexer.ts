import type Database from 'better-sqlite3';
import { searchText } from '../../../domain/lists/search-terms.ts';
import { numberOf, rowOf } from '../tenants.ts';
import { recreateIndex } from './search-file.ts';
import { SearchIndex } from './search-index.ts';

/** The number of events per transaction. Larger transactions cost less per event; smaller ones block others shorter. */
const EVENTS_PER_TRANSACTION = 2000;

/** The columns of an event that the index needs. */
interface EventToIndex {
  row: number;
  id: string;
  customer: number;
  snapshot: string;
}

/**
 * Updates a search index from the events of the database. The index has a position per tenant: the number of the
 * tenant's events that it includes. It is stored in the transaction that writes the entries, so that a crash loses both
 * or neither.
 *
 * States of a tenant in the index, and their transitions:
 *
 *     unknown     the index has no position        → behind      with the tenant's first event
 *     behind      the position is below the count  → behind      after a step of EVENTS_PER_TRANSACTION events
 *                                                  → up to date  after the last step
 *     up to date  the position equals the count    → behind      with the tenant's next event
 *
 * The index as a whole is reset, and every tenant is unknown, when the indexer opens it and one of its positions names
 * an event that the database does not have: another database is there, or a restored backup.
 */
export class SearchIndexer {
  readonly #entries: SearchIndex;
  readonly #tenants;
  readonly #eventCount;
  readonly #events;
  readonly #position;
  readonly #storePosition;
  readonly #transaction: (work: () => boolean) => boolean;

  /**
   * @param source the database, which the indexer only reads.
   * @param index the database with the search tables; it can be the same connection.
   */
  constructor(source: Database.Database, index: Database.Database) {
    resetForOtherDatabase(source, index);
    this.#entries = new SearchIndex(index);
    this.#tenants = source.prepare<[], { number: number; events: number }>(
      'SELECT number, events FROM tenants WHERE events > 0',
    );
    this.#eventCount = source
      .prepare<[number], number>('SELECT events FROM tenants WHERE number = ?')
      .pluck();
    this.#events = source.prepare<[number, number], EventToIndex>(
      'SELECT row, id, customer, snapshot FROM events WHERE row BETWEEN ? AND ?',
    );
    this.#position = index.prepare<[number], number>('SELECT events FROM followed WHERE tenant = ?').pluck();
    this.#storePosition = index.prepare(
      'INSERT OR REPLACE INTO followed (tenant, events, last_event) VALUES (?, ?, ?)',
    );
    this.#transaction = index.transaction((work: () => boolean) => work()).immediate;
  }

  /** Indexes all pending events of one tenant. */
  indexPending(tenant: number): void {
    const count = this.eventCount(tenant);
    while (this.indexStep(tenant, count));
  }

  /** The number of events of a tenant. */
  eventCount(tenant: number): number {
    return this.#eventCount.get(tenant) ?? 0;
  }

  /**
   * Makes one step for the tenant with the most pending events.
   *
   * @returns whether more events were pending at the call. Later events are left for the next update.
   */
  indexSome(): boolean {
    const behind = this.#tenants
      .all()
      .map(({ number, events }) => ({ number, events, pending: events - this.#indexPosition(number) }))
      .filter(({ pending }) => pending > 0)
      .sort((a, b) => b.pending - a.pending);
    const [first, ...others] = behind;
    return first !== undefined && (this.indexStep(first.number, first.events) || others.length > 0);
  }

  /** The number of the tenant's events that the index includes. */
  #indexPosition(tenant: number): number {
    return this.#position.get(tenant) ?? 0;
  }

  /** Makes one step for a tenant, up to event number `last` at the most. @returns whether the tenant has more pending events. */
  indexStep(tenant: number, last: number): boolean {
    return this.#transaction(() => {
      const from = this.#indexPosition(tenant);
      const to = Math.min(last, from + EVENTS_PER_TRANSACTION);
      if (from >= to) return false;
      const scope = { tenant };
      const texts = new Map<number, string>();
      let lastEvent: EventToIndex | undefined;
      for (const event of this.#events.iterate(rowOf(scope, from + 1), rowOf(scope, to))) {
        texts.set(event.customer, searchText(JSON.parse(event.snapshot)));
        lastEvent = event;
      }
      // In the order of their rows, because FTS5 flushes its entries whenever a row is not above the previous one.
      for (const [row, text] of [...texts].sort(([a], [b]) => a - b)) this.#entries.put(row, text);
      if (lastEvent) this.#storePosition.run(tenant, numberOf(lastEvent.row), lastEvent.id);
      return to < last;
    });
  }
}

/** Resets an index of another database, or of this one before a backup was restored. */
function resetForOtherDatabase(source: Database.Database, index: Database.Database): void {
  const findEventId = source.prepare<[number], string>('SELECT id FROM events WHERE row = ?').pluck();
  const positions = index
    .prepare<[], { tenant: number; events: number; last_event: string }>('SELECT * FROM followed')
    .all();
  const isOfSource = positions.every(
    (position) => findEventId.get(rowOf(position, position.events)) === position.last_event,
  );
  if (!isOfSource) index.transaction(() => recreateIndex(index)).immediate();
}
