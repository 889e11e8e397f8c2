import { defaultPathSerializer } from 'openapi-fetch';

/**
 * Replaces the parameters in the braces of a path by their values.
 *
 * @throws TypeError for a value that a URL cannot contain: `fetch` removes `.` and `..`, percent-encoded or not, so the
 *   request would go to another path.
 */
export function writePath(path: string, values: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || value === '.' || value === '..') {
      throw new TypeError(`${name} must not be "${value}", because a URL cannot contain it.`);
    }
  }
  return defaultPathSerializer(path, values);
}
