import type { SourceValue } from '../../../pull/read/record-values.ts';
import { maskName } from '../../../pull/record/mask.ts';

/** The form of a response: names and kinds, no values. */
export interface ResponseForm {
  /** The names of the response itself. */
  readonly names: readonly string[];
  /** What each place contains, such as `list of 50 objects` at `result.members`. */
  readonly places: Readonly<Record<string, string>>;
  /** The places that have a list of objects or an empty list, the longest list first. */
  readonly lists: readonly string[];
}

/** Deeper places are seldom part of an envelope. */
const MOST_LEVELS = 3;

const MOST_PLACES = 40;

/** Describes a response. The items of a list are records, so they are only counted. */
export function describeResponse(body: SourceValue): ResponseForm {
  const places: [path: string, value: SourceValue][] = [];
  collect(body, [], places);
  const lists = places.flatMap(([path, value]) =>
    isListOfObjects(value) ? [{ path, length: value.length }] : [],
  );
  return {
    names: isObject(body) ? Object.keys(body).map(maskName) : [`(${kindOf(body)})`],
    places: Object.fromEntries(places.slice(0, MOST_PLACES).map(([path, value]) => [path, kindOf(value)])),
    lists: lists.sort((a, b) => b.length - a.length).map(({ path }) => path),
  };
}

/** Shows the places of a response, one per line, and the one that looks like the list of records. */
export function* showForm({ places, lists }: ResponseForm): Generator<string> {
  yield 'response';
  for (const [path, kind] of Object.entries(places)) yield `  ${path.padEnd(20)} ${kind}`;
  const [list] = lists;
  yield list === undefined
    ? 'list         none of these places has a list of objects'
    : `list         ${list} looks like the list of records`;
}

function collect(value: SourceValue, path: readonly string[], places: [string, SourceValue][]): void {
  if (path.length > 0 || !isObject(value)) places.push([path.join('.') || '.', value]);
  if (!isObject(value) || path.length === MOST_LEVELS) return;
  for (const [name, inner] of Object.entries(value)) collect(inner, [...path, maskName(name)], places);
}

function kindOf(value: SourceValue): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'empty list';
    return `list of ${value.length} ${isListOfObjects(value) ? 'objects' : 'values'}`;
  }
  if (value === null) return 'null';
  return typeof value === 'string' ? 'text' : typeof value;
}

function isObject(value: SourceValue): value is { readonly [name: string]: SourceValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: SourceValue): value is SourceValue[] {
  return Array.isArray(value) && value.every(isObject);
}
