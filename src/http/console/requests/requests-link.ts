import { showMillis } from '../../../domain/instant.ts';
import type { FilterField } from './request-filter.ts';

/**
 * Returns the address of the request list of a time.
 *
 * @param from UNIX milliseconds, a full second.
 * @param to the end, which is not part of the time. UNIX milliseconds, a full second.
 */
export function requestsLink(
  from: number,
  to: number,
  filter: Partial<Readonly<Record<FilterField, string>>>,
): string {
  const seconds = (millis: number) => showMillis(millis).slice(0, 19);
  return `/console/requests?${new URLSearchParams({ ...filter, from: seconds(from), to: seconds(to - 1000) })}`;
}
