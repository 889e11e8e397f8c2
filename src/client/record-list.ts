import type { CallOptions, MethodName } from './call.ts';
import { checkQuery } from './check-query.ts';
import { eachByCursor } from './pages.ts';

export interface RecordPage<Item> {
  readonly object: 'list';
  readonly data: Item[];
  readonly has_more: boolean;
}

/** One kind of a customer's records, the newest first. */
export interface RecordList<Item, Query> {
  /** One page. `starting_after` is the id of the last item you have, `ending_before` of the first. */
  list(query?: Query, options?: CallOptions): Promise<RecordPage<Item>>;
  /** All of them, page after page; `limit` is the size of a page. */
  iterate(query?: Omit<Query, 'ending_before'>, options?: CallOptions): AsyncGenerator<Item, void, void>;
}

export function createRecordList<
  Item extends { id: string },
  Query extends { limit?: number; starting_after?: string },
>(
  method: MethodName,
  read: (query: Query, options?: CallOptions) => Promise<RecordPage<Item>>,
): RecordList<Item, Query> {
  const everything = {} as Query;
  return {
    list: async (query = everything, options) => read(checkQuery(method.name, query), options),
    async *iterate(given = everything, options) {
      const query = checkQuery(method.name, given) as Query;
      yield* eachByCursor(query, (page) => read({ ...query, ...page }, options));
    },
  };
}
