import type { Operation } from '../../../contract/operations.ts';
import { Router } from '../../../contract/router.ts';

/** The first segment of a path that is shown although the API does not have it, such as `wp-admin` of a scanner. */
const FIRST_SEGMENT = /^[a-z][\w-]{0,23}$/i;

/** The maximum number of segments that are shown. */
const MAX_SEGMENTS = 12;

const HIDDEN = '…';

/**
 * Returns a function that shows the path of a request without personal data: the template of the operation, or else the
 * words of the API with `…` for each other segment. The query is left out.
 */
export function createVisiblePath(
  operations: readonly Operation[],
): (method: string, path: string) => string {
  const router = new Router(operations);
  const words = new Set(
    operations.flatMap(({ path }) => path.split('/')).filter((one) => !one.startsWith('{')),
  );
  return (method, url) => {
    const [path = ''] = url.split('?', 1);
    const route = router.find(method, path);
    if (route.kind === 'found') return route.operation.path;
    const segments = path.split('/').slice(0, MAX_SEGMENTS + 1);
    return segments
      .map((text, index) => (words.has(text) || (index === 1 && FIRST_SEGMENT.test(text)) ? text : HIDDEN))
      .join('/');
  };
}
