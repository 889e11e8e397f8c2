import { type Instant, parseInstant } from '../../domain/instant.ts';
import { invalidFields } from '../../domain/problem.ts';

/**
 * Reads a time that the spec has found to be a date-time.
 *
 * @param name of the field or parameter, for the refusal.
 * @throws Problem invalid_request when its year in UTC is not between 0000 and 9999, which no format can say.
 */
export function readTime(name: string, text: string): Instant {
  const instant = parseInstant(text);
  if (instant) return instant;
  throw invalidFields({ [name]: ['must lie between the years 0000 and 9999 in UTC'] });
}
