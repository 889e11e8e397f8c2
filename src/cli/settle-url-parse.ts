import { parse } from 'node:url';

/**
 * Lets Node have said that `url.parse` is old. Until it has, it finds out at every call whether a package or we have
 * called, by walking the stack, which takes as long as to route a request; and packages call it for each of them.
 */
export function settleUrlParse(): void {
  const { noDeprecation } = process;
  process.noDeprecation = true;
  parse('/');
  process.noDeprecation = noDeprecation ?? false;
}
