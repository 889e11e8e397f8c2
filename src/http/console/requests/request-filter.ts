import { instantToMillis, parseInstant } from '../../../domain/instant.ts';
import { type PageRequest, textOf } from '../page-request.ts';
import { tenantParam } from '../tenant-choice.ts';
import type { LoggedRequest } from './request-log.ts';

/** The fields of the search form, as the operator typed them. An empty text matches every request. */
export const FILTER_FIELDS = ['id', 'source', 'status', 'key', 'path', 'tenant', 'from', 'to'] as const;

export type FilterField = (typeof FILTER_FIELDS)[number];

export type FilterValues = Readonly<Record<FilterField, string>>;

export interface RequestFilter {
  readonly values: FilterValues;
  /** The errors of the form, each a sentence. A field with an error matches every request. */
  readonly errors: readonly string[];
  /** Whether a field is not empty. */
  readonly isSet: boolean;
  readonly matches: (request: LoggedRequest) => boolean;
}

const MAX_LENGTH = 255;

type Test = (request: LoggedRequest) => boolean;

/** Reads the search form. A request matches if it matches every field. */
export function readRequestFilter(query: PageRequest['query']): RequestFilter {
  const values = Object.fromEntries(
    FILTER_FIELDS.map((name) => [name, textOf(query[name]).slice(0, MAX_LENGTH)]),
  ) as unknown as FilterValues;
  const errors: string[] = [];
  const tests = FILTER_FIELDS.filter((name) => values[name] !== '').flatMap((name) => {
    const made = MAKE_TEST[name](values[name]);
    if (typeof made === 'function') return made;
    errors.push(made);
    return [];
  });
  // The links of earlier versions.
  if (textOf(query.only) === 'problems') tests.push(({ status }) => status >= 400);
  return {
    values,
    errors,
    isSet: Object.values(values).some((value) => value !== ''),
    matches: (request) => tests.every((test) => test(request)),
  };
}

/** Makes the test of a field, or the error of a value that the field cannot have. */
const MAKE_TEST: Readonly<Record<FilterField, (value: string) => Test | string>> = {
  id: (value) => (request) => request.requestId === value,
  source: (value) => (request) => request.source === value.toLowerCase(),
  status: testStatus,
  key: (value) => (request) => request.key === value.toLowerCase(),
  tenant: (value) => (request) =>
    request.tenant !== undefined && tenantParam(request.tenant) === value.toLowerCase(),
  path: (value) => (request) => request.path.includes(value),
  from: (value) => testTime('From', value, (at, bound) => at >= bound),
  to: (value) => testTime('To', value, (at, bound) => at <= bound + 999),
};

function testStatus(value: string): Test | string {
  const [, digit] = /^([1-5])xx$/i.exec(value) ?? [];
  if (digit !== undefined) return ({ status }) => Math.floor(status / 100) === Number(digit);
  if (/^[1-5]\d\d$/.test(value)) return ({ status }) => status === Number(value);
  return 'Status: enter a status such as 401, or a class such as 4xx.';
}

/** Reads the value of an `<input type="datetime-local">` as a time in UTC. */
function testTime(label: string, value: string, isInside: (at: number, bound: number) => boolean) {
  const withSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(value) ? `${value}:00` : value;
  const instant = parseInstant(`${withSeconds}Z`);
  if (!instant) return `${label}: enter a time in UTC such as 2027-01-31T23:59:59.`;
  const bound = instantToMillis(instant);
  return ({ at }: LoggedRequest) => isInside(at, bound);
}
