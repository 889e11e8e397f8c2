import { type DeclaredResponse, type Operation, responseFor } from '../contract/operations.ts';
import { invalidFields } from '../domain/problem.ts';

/** The preferences of a `Prefer` header (RFC 7240): a status, one of its examples, or generated values. */
export interface Preference {
  readonly status: number;
  readonly example?: string;
  readonly isDynamic?: boolean;
  /** The seed of generated values; the same seed gives the same values. */
  readonly seed?: string;
}

/**
 * Parses `Prefer: code=409, example=conflict, dynamic=true, seed=7`. It ignores unknown preferences, as the RFC requires.
 *
 * @throws Problem invalid_request if the operation declares no such status or example.
 */
export function readPreference(operation: Operation, header = ''): Preference {
  const pairs = readPairs(header);
  const code = pairs.get('code');
  const example = pairs.get('example');
  const dynamic = pairs.get('dynamic');
  const seed = pairs.get('seed');
  const status = code === undefined ? usualStatus(operation, example) : readStatus(operation, code);
  if (example !== undefined) refuseUnknownExample(operation, status, example);
  return {
    status,
    ...(example !== undefined && { example }),
    ...(dynamic !== undefined && { isDynamic: readSwitch(dynamic) }),
    ...(seed !== undefined && { seed }),
  };
}

/** A name, an optional value, and the separator after them. A value in quotes may contain separators. */
const PAIR = /[ \t]*([^\s,;="]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^,;"]*?)))?[ \t]*([,;]|$)/y;

/**
 * Parses name and value of each preference and of each of its parameters, so that `code=409; example=conflict` and
 * `code=409, example=conflict` mean the same. The first of two equal names counts (RFC 7240 2).
 *
 * @throws Problem invalid_request if a part is neither a name nor a name with a value.
 */
function readPairs(header: string): Map<string, string> {
  const pairs = new Map<string, string>();
  for (PAIR.lastIndex = 0; PAIR.lastIndex < header.length; ) {
    const found = PAIR.exec(header);
    if (!found) throw invalidPreference('must be a list such as code=409, example=conflict');
    const [, name = '', quoted, plain = 'true'] = found;
    const key = name.toLowerCase();
    if (!pairs.has(key)) pairs.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  return pairs;
}

/** Returns the status that declares an example of that name, or else the status of a first successful request. */
function usualStatus({ responses }: Operation, example: string | undefined): number {
  const holding = Object.keys(responses).find(
    (status) => example !== undefined && Object.hasOwn(examplesOf(responses[status]), example),
  );
  if (holding === 'default') return ANY_REFUSAL;
  return Number(holding ?? ('201' in responses ? 201 : 200));
}

/** The status of an example that the spec declares for `default`. */
const ANY_REFUSAL = 405;

function readStatus({ id, responses }: Operation, code: string): number {
  const own = Object.keys(responses).filter((status) => status !== 'default');
  if (own.includes(code) || ('default' in responses && /^[45]\d\d$/.test(code))) return Number(code);
  throw invalidPreference(
    `code must be one that ${id} declares: ${own.join(', ')}, or another from 400 to 599`,
  );
}

function refuseUnknownExample(operation: Operation, status: number, example: string): void {
  const isDeclared = String(status) in operation.responses || status === ANY_REFUSAL;
  const names = isDeclared ? Object.keys(examplesOf(responseFor(operation, status))) : [];
  if (names.includes(example)) return;
  throw invalidPreference(
    `example must be one of ${operation.id} for ${status}: ${names.join(', ') || 'there are none'}`,
  );
}

function readSwitch(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidPreference('dynamic must be true or false');
}

function examplesOf(response: DeclaredResponse | undefined): object {
  return response?.content?.examples ?? {};
}

function invalidPreference(reason: string) {
  return invalidFields({ Prefer: [reason] });
}
