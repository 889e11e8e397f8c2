import { parse } from 'node:url';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

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

/** In bytes. A smaller young generation moves rows that are in progress to the old one, which costs time. */
const YOUNG_SPACE = 12 * 2 ** 20;
const CHECK_MS = 50;

/**
 * Lets V8 enlarge the young generation to about 16 MiB, and then prevents it. V8 would enlarge it to 108 MB for an import
 * of a million rows, which then is not faster.
 */
export function limitYoungSpace(): void {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if (young && young.space_size < YOUNG_SPACE) return;
    clearInterval(timer);
    holdYoungSpace();
  }, CHECK_MS);
  timer.unref();
}
