import { isRecord } from './check-arguments.ts';
import { checkWholeNumber } from './check-options.ts';
import { wrongType } from './invalid.ts';
import { kindOf } from './value-kind.ts';

/**
 * Checks the filters of a list. A filter that is `undefined` is not set. Any other value of a wrong type is refused,
 * because the URL would not contain `null` or `[]`, and the list would contain every customer.
 *
 * @returns the query.
 * @throws TypeError that names the filter.
 */
export function checkQuery<Query extends object>(place: string, query: Query): Query {
  if (!isRecord(query)) {
    throw wrongType(`${place}: query`, 'an object of filters', query);
  }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) checkFilter(place, name, value);
  }
  return query;
}

function checkFilter(place: string, name: string, value: unknown): void {
  const subject = `${place}: ${name}`;
  if (name === 'limit' || name === 'offset') {
    checkWholeNumber(subject, value, name === 'limit' ? 1 : 0);
    return;
  }
  const isTime = name === 'created_gte' || name === 'created_lte';
  if (isTime ? Number.isFinite(value) : typeof value === 'string' && value.isWellFormed()) return;
  const rule = isTime ? 'a finite number' : 'a string';
  const kind = typeof value === 'string' && !isTime ? 'half of a surrogate pair' : kindOf(value);
  throw wrongType(subject, rule, value, kind);
}
