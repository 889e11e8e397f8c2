import type { CallOptions, MethodName } from './call.ts';
import { checkQuery } from './checks/check-query.ts';
import { eachByCursor } from './pages.ts';

export interface RecordPage<Item> {
  readonly object: 'list';
  readonly data: Item[];
  readonly has_more: boolean;
}

/** The methods for one type of a customer's records, newest first. */
export interface RecordList<Item, Query> {
  /** Returns one page. `starting_after` is the id of the last item you have, `ending_before` that of the first. */
  list(query?: Query, options?: CallOptions): Promise<RecordPage<Item>>;
  /** Yields all records; `limit` is the size of a page. */
  iterate(query?: Omit<Query, 'ending_before'>, options?: CallOptions): AsyncGenerator<Item, void, void>;
}

export function createRecordList<
  Item extends { id: string },
  Query extends { limit?: number; starting_after?: string },
>(
  method: MethodName,
  read: (query: Query, options?: CallOptions) => Promise<RecordPage<Item>>,
): RecordList<Item, Query> {
  const unfiltered = {} as Query;
  return {
    list: async (query = unfiltered, options) => read(checkQuery(method.name, query), options),
    async *iterate(filters = unfiltered, options) {
      const query = checkQuery(method.name, filters) as Query;
      yield* eachByCursor(query, (page) => read({ ...query, ...page }, options));
    },
  };
}
