import type Database from 'better-sqlite3';
import { type CustomerEvent, type EventListQuery, type EventType, typesToFind } from '../../domain/event.ts';
import type { CursorPage, CursorSlice } from '../../domain/lists/cursor-page.ts';
import { unavailable } from '../../domain/problem.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { FairQueue, type IsAwaited } from '../../platform/fair-queue.ts';
import type { EventTable } from './event-table.ts';
import type { TenantScope } from './tenants.ts';
import type { Transactions } from './transactions.ts';

/** The number of events of a customer that a list passes in one turn of the event loop. It takes about 1 ms. */
const EVENTS_PER_TURN = 1000;

/** The largest number of lists of one tenant that wait because they pass more events. Further ones fail. */
const MOST_WAITING = 100;

/** The events of a customer, from a row on, the newest first; each event points to the previous one. */
const CHAIN = `WITH RECURSIVE chain (row, earlier, type, passed) AS (
  SELECT row, earlier, type, 1 FROM events WHERE row = ?
  UNION ALL SELECT e.row, e.earlier, e.type, passed + 1 FROM chain
    CROSS JOIN events e ON e.row = chain.earlier WHERE passed < ${EVENTS_PER_TURN}
) SELECT row, earlier, type FROM chain`;

type CustomerEventQuery = EventListQuery & CursorPage & { readonly customerId: string };

interface ChainLink {
  readonly row: number;
  readonly earlier: number;
  readonly type: EventType;
}

/** The state of a list that passes the events of a customer. */
interface Walk {
  /** The row of the next event; 0 at the end. */
  next: number;
  readonly lowest: number;
  readonly highest: number;
  readonly types: readonly EventType[] | undefined;
  /** The matching rows, the newest first: as many as the page has, and one more. */
  readonly found: number[];
}

/**
 * Finds and lists events. A list of one customer that passes many events continues in later turns of the event loop, so that other
 * requests are served meanwhile. One such list runs at a time, and the tenants take turns. Events never change, so the turns
 * need no common transaction.
 */
export class EventReader {
  readonly #work: Transactions;
  readonly #table: EventTable;
  readonly #queue = new FairQueue<string>({ mostWaiting: MOST_WAITING, refusal: () => unavailable() });
  readonly #customer;
  readonly #earlier;
  readonly #chain;

  constructor(database: Database.Database, work: Transactions, table: EventTable) {
    this.#work = work;
    this.#table = table;
    this.#customer = database.prepare<unknown[], { row: number; last_event: number }>(
      'SELECT row, last_event FROM customers WHERE tenant = ? AND id = ?',
    );
    this.#earlier = database
      .prepare<unknown[], number>('SELECT earlier FROM events WHERE row = ? AND customer = ?')
      .pluck();
    this.#chain = database.prepare<unknown[], ChainLink>(CHAIN);
  }

  list(
    tenant: Tenant,
    query: EventListQuery & CursorPage,
    isAwaited?: IsAwaited,
  ): Promise<CursorSlice<CustomerEvent>> {
    const { customerId } = query;
    return customerId === undefined
      ? this.#work.statementOf(tenant, (scope) => this.#table.list(scope, query))
      : this.#listOfCustomer(tenant, { ...query, customerId }, isAwaited);
  }

  find(tenant: Tenant, id: string): Promise<CustomerEvent | undefined> {
    return this.#work.statementOf(tenant, (scope) => this.#table.find(scope, id));
  }

  async #listOfCustomer(
    tenant: Tenant,
    query: CustomerEventQuery,
    isAwaited?: IsAwaited,
  ): Promise<CursorSlice<CustomerEvent>> {
    const walk = await this.#work.statementOf(tenant, (scope) => this.#begin(scope, query));
    const goOn = () => this.#work.statementOf(tenant, () => this.#pass(walk, query));
    if (!(await goOn()))
      await this.#queue.run(
        `${tenant.merchantId} ${tenant.mode}`,
        async () => {
          do await new Promise((resolve) => setImmediate(resolve));
          while (!(await goOn()));
        },
        isAwaited,
      );
    return this.#work.statementOf(tenant, (scope) => {
      const isBackwards = query.endingBefore !== undefined;
      return this.#table.page(scope, isBackwards ? walk.found.reverse() : walk.found, query);
    });
  }

  #begin(scope: TenantScope, query: CustomerEventQuery): Walk {
    const { lowest, highest } = this.#table.range(scope, query);
    const customer = this.#customer.get(scope.tenant, query.customerId.toLowerCase());
    // The cursor is mostly an event of the customer, so the newer events need not be passed.
    const next = customer && (this.#earlier.get(highest + 1, customer.row) ?? customer.last_event);
    return { next: next ?? 0, lowest, highest, types: typesToFind(query), found: [] };
  }

  /** Passes the next events. @returns whether the list is complete. */
  #pass(walk: Walk, { limit, endingBefore }: CustomerEventQuery): boolean {
    const { lowest, highest, types, found } = walk;
    for (const { row, earlier, type } of this.#chain.iterate(walk.next)) {
      if (row < lowest) return true;
      walk.next = earlier;
      if (row > highest || types?.includes(type) === false) continue;
      found.push(row);
      if (found.length <= limit) continue;
      if (endingBefore === undefined) return true;
      // The page ends at the cursor, which is older than all events that have been passed.
      if (found.length > limit + 1) found.shift();
    }
    return walk.next === 0;
  }
}
