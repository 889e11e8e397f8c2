import type { BodyLimit } from '../../contract/document.ts';
import { Problem, unreadable } from '../../domain/problem.ts';

/**
 * Parses a request body. If a key occurs twice, the last value counts, as in JSON.parse.
 *
 * @param limit the maximum nesting depth and number of values. The function checks both before it parses the text: later
 *   code could not traverse a very deep body, and many small values take twenty times the memory of their text.
 * @throws Problem payload_too_large for too many values, or invalid_request: malformed_json or body_too_deep.
 */
export function parseJson(bytes: Uint8Array, limit: Omit<BodyLimit, 'bytes'>): unknown {
  const text = decodeUtf8(bytes);
  const { levels, values } = measure(text);
  if (levels > limit.levels) {
    throw unreadable(
      'body_too_deep',
      `The body is nested more than ${limit.levels} levels deep. Flatten it.`,
    );
  }
  if (values > limit.values) {
    throw new Problem('payload_too_large', `The body has more than ${limit.values} values. Send less.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('Check quotes, commas and that nothing is cut off.');
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw malformed('It must be UTF-8.');
  }
}

function malformed(hint: string) {
  return unreadable('malformed_json', `The body is not valid JSON. ${hint}`);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Returns the deepest nesting of brackets outside strings, and an upper bound for the number of values. It skips the
 * characters of strings, because a body of the largest size can be one string.
 */
function measure(text: string): Omit<BodyLimit, 'bytes'> {
  let depth = 0;
  let deepest = 0;
  // Each opening bracket is followed by at most one value, and each comma by one more.
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at + 1);
    else if (code === 0x2c) values += 1;
    else if (code === 0x7b || code === 0x5b) {
      values += 1;
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return { levels: deepest, values };
}

/** Returns the place of the quote that ends the string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let from = start;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return text.length;
    let escapes = quote;
    while (escapes > from && text.charCodeAt(escapes - 1) === BACKSLASH) escapes -= 1;
    // Each pair of backslashes is one escaped backslash; a single one escapes the quote.
    if ((quote - escapes) % 2 === 0) return quote;
    from = quote + 1;
  }
}
