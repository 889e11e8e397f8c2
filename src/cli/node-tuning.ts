import { parse } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/**
 * Makes Node emit its deprecation warning for `url.parse` now, without printing it. Before that warning, Node walks the
 * stack at every call to see whether a package is the caller. This takes as long as routing a request, and packages call
 * `url.parse` for each request.
 */
export function settleUrlParse(): void {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  parse('/');
  process.noDeprecation = noDeprecation ?? false;
}

/**
 * Prevents V8 from enlarging the young generation after the start. V8 pauses a server for up to 35 ms to enlarge it, and
 * the server then uses 100 MB more memory and responds no faster (docs/performance.md).
 */
export function holdYoungSpace(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
