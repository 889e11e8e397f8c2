import { isRecord } from './check-arguments.ts';

/**
 * Whether the body of a success is of the shape that the client reads. A proxy, a captive portal or another server may
 * send a 200 too, and its body must not be taken for a customer. Fields that the client does not read itself are not
 * checked.
 */
export type IsReadable = (body: unknown) => boolean;

export const isOneCustomer: IsReadable = (body) => isRecord(body) && hasId(body.data);

/** A stale upsert has no customer. */
export const isUpsert: IsReadable = (body) =>
  isOneCustomer(body) || (isRecord(body) && body.ignored === true);

export const isEvent: IsReadable = hasId;

export const isBatch: IsReadable = (body) => isRecord(body) && isListOf(body.results, isRecord);

export const isOffsetPage: IsReadable = (body) =>
  isRecord(body) &&
  isListOf(body.data, hasId) &&
  isRecord(body.pagination) &&
  typeof body.pagination.hasMore === 'boolean';

/** Each item needs an id, by which an iteration asks for the next page. */
export const isCursorPage: IsReadable = (body) =>
  isRecord(body) && isListOf(body.data, hasId) && typeof body.has_more === 'boolean';

function hasId(value: unknown): boolean {
  return isRecord(value) && typeof value.id === 'string';
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
