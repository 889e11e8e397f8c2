import type { PracticeHubSettings } from './practicehub-settings.ts';

export type PatientRecord = Readonly<Record<string, unknown>>;

type Test = (value: string, arguments_: readonly string[]) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  eq: (value, [other]) => compare(value, other) === 0,
  ne: (value, [other]) => compare(value, other) !== 0,
  gt: (value, [other]) => compare(value, other) > 0,
  gte: (value, [other]) => compare(value, other) >= 0,
  lt: (value, [other]) => compare(value, other) < 0,
  lte: (value, [other]) => compare(value, other) <= 0,
  in: (value, others) => others.some((other) => compare(value, other) === 0),
  'not-in': (value, others) => others.every((other) => compare(value, other) !== 0),
  between: (value, [low, high]) => compare(value, low) >= 0 && compare(value, high) <= 0,
  like: (value, [other]) => value.toLowerCase().includes((other ?? '').replaceAll('%', '').toLowerCase()),
  null: (value) => value === '',
  'not-null': (value) => value !== '',
};

const PAGE_PARAMETERS = ['page', 'page_size'];
const SPACED_TIME = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Makes the condition of a list from the query. A parameter that is no valid filter is ignored.
 *
 * @returns undefined if the query has no valid filter.
 */
export function readFilter(
  query: URLSearchParams,
  settings: PracticeHubSettings,
  attributes: ReadonlySet<string>,
): ((record: PatientRecord) => boolean) | undefined {
  const conditions = [...query]
    .filter(([name]) => !PAGE_PARAMETERS.includes(name) && attributes.has(name))
    .flatMap(([name, text]) => readCondition(name, text, settings) ?? []);
  if (conditions.length === 0) return undefined;
  return (record) => conditions.every((condition) => condition(record));
}

function readCondition(name: string, text: string, settings: PracticeHubSettings) {
  const [operator = '', ...rest] = text.split(':');
  const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  const value = rest.join(':');
  if (test === undefined || (rest.length === 0 && !operator.endsWith('null'))) return undefined;
  const given = ['in', 'not-in', 'between'].includes(operator) ? value.split(',') : [value];
  const isTime = name === settings.changedField || name === settings.createdField;
  const arguments_ = isTime && rest.length > 0 ? given.map((time) => readTime(time, settings)) : given;
  if (arguments_.includes(undefined)) return undefined;
  return (record: PatientRecord) => test(comparable(record[name]), arguments_ as string[]);
}

/** Brings a time of a filter into the form of `comparable`. Returns undefined if the server does not understand it. */
function readTime(text: string, { filterTimes }: PracticeHubSettings): string | undefined {
  if (SPACED_TIME.test(text)) return text;
  if (filterTimes === 'iso-too' && ISO_TIME.test(text)) return text.slice(0, 19).replace('T', ' ');
  return undefined;
}

function comparable(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return ISO_TIME.test(text) ? text.replace('T', ' ') : text;
}

/** Compares two numbers by value, and other texts by their characters. */
function compare(left: string, right = ''): number {
  if (left !== '' && right !== '' && !Number.isNaN(Number(left)) && !Number.isNaN(Number(right))) {
    return Number(left) - Number(right);
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
