import { type Instant, parseInstant } from '../../domain/instant.ts';
import { invalidFields } from '../../domain/problem.ts';

/**
 * Parses a time that the validator has accepted as a date-time.
 *
 * @param name the field or parameter, for the error.
 * @throws Problem invalid_request if its year in UTC is not between 0000 and 9999, which a schema cannot express.
 */
export function readTime(name: string, text: string): Instant {
  const instant = parseInstant(text);
  if (instant) return instant;
  throw invalidFields({ [name]: ['must lie between the years 0000 and 9999 in UTC'] });
}
