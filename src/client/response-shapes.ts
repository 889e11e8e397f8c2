import { isRecord } from './checks/check-arguments.ts';

/**
 * Tests whether the body of a success has the shape that the client reads. A proxy, a captive portal or another server
 * may also send a 200, and the client must not return its body as a customer. Fields that the client itself does not
 * read are not checked.
 */
export type IsReadable = (body: unknown) => boolean;

export const isOneResource: IsReadable = (body) => isRecord(body) && hasId(body.data);

/** The response to a stale upsert contains no customer. */
export const isUpsert: IsReadable = (body) =>
  isOneResource(body) || (isRecord(body) && body.ignored === true);

export const isList: IsReadable = (body) => isRecord(body) && isListOf(body.data, hasId);

export const isEvent: IsReadable = hasId;

export const isBatch: IsReadable = (body) => isRecord(body) && isListOf(body.results, isRecord);

export const isOffsetPage: IsReadable = (body) =>
  isRecord(body) &&
  isListOf(body.data, hasId) &&
  isRecord(body.pagination) &&
  typeof body.pagination.hasMore === 'boolean' &&
  ['undefined', 'string'].includes(typeof body.pagination.next);

/** Each item needs an id, because an iteration uses the last one to request the next page. */
export const isCursorPage: IsReadable = (body) =>
  isRecord(body) && isListOf(body.data, hasId) && typeof body.has_more === 'boolean';

function hasId(value: unknown): boolean {
  return isRecord(value) && typeof value.id === 'string';
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
