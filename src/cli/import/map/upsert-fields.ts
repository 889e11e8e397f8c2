import { resolve, type SchemaObject } from '../../../contract/document.ts';
import type { Contract } from '../../../contract/load.ts';
import type { Operation } from '../../../contract/operations.ts';

/** The external id, which an upsert sends in its path and not in its body. */
export const EXTERNAL_ID = 'external_id';

/** The destination of a value: a field of the upsert, or a key of a field that contains an object. */
export interface FieldPath {
  readonly field: string;
  readonly key?: string;
}

/** Writes a field, or a key of a field, as `--map` names it. */
export function showPath({ field, key }: FieldPath): string {
  return key === undefined ? field : `${field}.${key}`;
}

export function isSamePath(a: FieldPath, b: FieldPath): boolean {
  return a.field === b.field && a.key === b.key;
}

/** Returns the operation that an import of single rows calls. */
export function upsertOperation({ operations }: Contract): Operation {
  return operations.find(({ id }) => id === 'upsertCustomerByExternalId') as Operation;
}

/** The fields of an upsert by external id, read from the spec. */
export class UpsertFields {
  readonly required: readonly string[];
  readonly #names: readonly string[];
  readonly #objects: ReadonlySet<string>;
  readonly #countries: ReadonlySet<string>;
  readonly #texts: ReadonlySet<string>;
  readonly #byFoldedName: ReadonlyMap<string, string>;

  constructor(contract: Contract) {
    const { properties = {}, required = [] } = upsertOperation(contract).body?.schema ?? {};
    const schemas = Object.entries(properties).map(
      ([name, schema]) => [name, resolve<SchemaObject>(contract.document, schema)] as const,
    );
    const namesOf = (found: typeof schemas) => found.map(([name]) => name);
    this.#names = [EXTERNAL_ID, ...namesOf(schemas)];
    this.#objects = new Set(namesOf(schemas.filter(([, { type }]) => [type].flat().includes('object'))));
    this.#countries = new Set(namesOf(schemas.filter(([, { format }]) => format === 'country-code')));
    this.#texts = new Set(namesOf(schemas.filter(([, { type }]) => [type].flat().includes('string'))));
    this.required = [EXTERNAL_ID, ...required];
    this.#byFoldedName = new Map(this.#names.map((name) => [fold(name), name]));
  }

  /** Parses `field` or `field.key`, in the exact spelling. @returns undefined if the spec has no such field. */
  parse(text: string): FieldPath | undefined {
    return this.#target(text, (name) => (this.#names.includes(name) ? name : undefined));
  }

  /** Finds the field that a column is named after. Case, spaces, hyphens and underscores do not matter. */
  findByColumn(column: string): FieldPath | undefined {
    return this.#target(column, (name) => this.#byFoldedName.get(fold(name)));
  }

  isObject(field: string): boolean {
    return this.#objects.has(field);
  }

  isCountry(field: string): boolean {
    return this.#countries.has(field);
  }

  isText(field: string): boolean {
    return this.#texts.has(field);
  }

  /** Lists all fields. `KEY` is the place of the key of an object. */
  list(): string[] {
    return this.#names.map((name) => (this.isObject(name) ? `${name}.KEY` : name));
  }

  /** Lists all fields for an error message. */
  toString(): string {
    return this.list().join(', ');
  }

  #target(text: string, find: (name: string) => string | undefined): FieldPath | undefined {
    const whole = find(text);
    if (whole !== undefined) return { field: whole };
    const dot = text.indexOf('.');
    const field = dot > 0 ? find(text.slice(0, dot)) : undefined;
    const key = text.slice(dot + 1);
    return field !== undefined && key !== '' && this.isObject(field) ? { field, key } : undefined;
  }
}

/** Removes case, the separators between words and characters that a screen does not show. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_\-\p{DI}\p{Cf}]/gu, '');
}
