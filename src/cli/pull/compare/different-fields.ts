import { isDeepStrictEqual } from 'node:util';
import type { BatchItem, Customer } from '../../../client/shapes.ts';
import { toCamel } from '../../../contract/field-names.ts';

export type MappedItem = BatchItem;

/** A field with another value on the server. */
export interface FieldDifference {
  /** `name`, or `metadata.plan`. */
  readonly field: string;
  readonly source: string;
  readonly server: string;
}

/** The fields that say when a record changed, and which record it is. */
const NOT_COMPARED: readonly string[] = ['external_id', 'external_updated_at'];

/** Compares the mapped fields of a record with a customer of the server. Other fields of the customer do not matter. */
export function differentFields(item: MappedItem, customer: Customer): FieldDifference[] {
  const stored = customer as unknown as Readonly<Record<string, unknown>>;
  return Object.entries(item).flatMap(([name, value]) => {
    if (NOT_COMPARED.includes(name)) return [];
    const here = stored[toCamel(name)] ?? stored[name];
    if (!isObject(value)) return compare(name, value, here);
    const inner = isObject(here) ? here : {};
    return Object.entries(value).flatMap(([key, one]) => compare(`${name}.${key}`, one, inner[key]));
  });
}

function compare(field: string, source: unknown, server: unknown): FieldDifference[] {
  const isSame = isDeepStrictEqual(source ?? null, server ?? null) || isSameCountry(field, source, server);
  return isSame ? [] : [{ field, source: show(source), server: show(server) }];
}

/** The server stores codes of countries in upper case. */
function isSameCountry(field: string, source: unknown, server: unknown): boolean {
  return /country$/.test(field) && typeof source === 'string' && source.toUpperCase() === server;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
