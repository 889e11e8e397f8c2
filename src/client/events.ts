import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { bodyOf, type Call, type CallOptions } from './call.ts';
import { eachByCursor } from './pages.ts';
import type { Event, EventList, EventQuery } from './shapes.ts';

/** What happened to customers, the newest first. */
export interface Events {
  /** One page of the events that match every filter. */
  list(query?: EventQuery, options?: CallOptions): Promise<EventList>;
  /** All of them, page after page; `limit` is the size of a page. What happens meanwhile does not come. */
  iterate(
    query?: Omit<EventQuery, 'ending_before'>,
    options?: CallOptions,
  ): AsyncGenerator<Event, void, void>;
  get(id: string, options?: CallOptions): Promise<Event>;
}

export function createEvents(raw: OpenApiClient<paths>, call: Call): Events {
  const list = (query: EventQuery = {}, options?: CallOptions) =>
    bodyOf(call(options, (init) => raw.GET('/v2/events', { params: { query }, ...init })));
  return {
    list,
    iterate: (query = {}, options) => eachByCursor(query, (page) => list({ ...query, ...page }, options)),
    get: (id, options) =>
      bodyOf(call(options, (init) => raw.GET('/v2/events/{id}', { params: { path: { id } }, ...init }))),
  };
}
