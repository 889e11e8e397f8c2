import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { bodyOf, type CallOptions, type SendCall } from './call.ts';
import { checkQuery } from './checks/check-query.ts';
import { eachByCursor } from './pages.ts';
import { isCursorPage, isEvent } from './response-shapes.ts';
import type { Event, EventList, EventQuery } from './shapes.ts';

/** The methods for events, newest first. */
export interface Events {
  /** Returns one page of the events that match all filters. */
  list(query?: EventQuery, options?: CallOptions): Promise<EventList>;
  /** Yields all events that match; `limit` is the size of a page. Does not yield events that are created meanwhile. */
  iterate(
    query?: Omit<EventQuery, 'ending_before'>,
    options?: CallOptions,
  ): AsyncGenerator<Event, void, void>;
  get(id: string, options?: CallOptions): Promise<Event>;
}

export function createEvents(raw: OpenApiClient<paths>, call: SendCall): Events {
  const read = (name: string, query: EventQuery, options?: CallOptions) =>
    bodyOf(
      call({ name, isReadable: isCursorPage }, options, (init) =>
        raw.GET('/v2/events', { params: { query: checkQuery(name, query) }, ...init }),
      ),
    );
  return {
    list: (query = {}, options) => read('events.list', query, options),
    async *iterate(query = {}, options) {
      const name = 'events.iterate';
      yield* eachByCursor(checkQuery(name, query), (page) => read(name, { ...query, ...page }, options));
    },
    get: (id, options) =>
      bodyOf(
        call({ name: 'events.get', isReadable: isEvent }, options, (init) =>
          raw.GET('/v2/events/{id}', { params: { path: { id } }, ...init }),
        ),
      ),
  };
}
