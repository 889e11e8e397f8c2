import { defaultPathSerializer } from 'openapi-fetch';

/**
 * Fills the braces of a path.
 *
 * @throws TypeError for a value that a URL cannot carry: `fetch` folds `.` and `..` away, percent-encoded or not, and
 *   the request would go to another path.
 */
export function writePath(path: string, values: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(values)) {
    if (value === '' || value === '.' || value === '..') {
      throw new TypeError(`${name} must not be "${value}", which a URL cannot carry.`);
    }
  }
  return defaultPathSerializer(path, values);
}
