import { resolve, type SchemaObject } from '../../contract/document.ts';
import { splitUnknownFields } from '../../contract/field-names.ts';
import { toFieldErrors } from '../../contract/findings.ts';
import type { Contract } from '../../contract/load.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import { invalidFields, type Problem } from '../../domain/problem.ts';

/** The declared fields of an item, with a warning for each other field; or the reason why the item is refused. */
export type ReadItem<Item> =
  | { readonly known: Item; readonly warnings: string[] }
  | { readonly refusal: Problem };

/** Reads the items of a list one by one, so that an invalid item fails alone. */
export interface ItemReader<Item> {
  /** @param named the largest number of unknown fields that have a warning of their own. */
  readonly read: (item: object, named?: number) => ReadItem<Item>;
}

/** @param schemaName of the items, in the spec's components. */
export function itemReader<Item>(contract: Contract, schemaName: string): ItemReader<Item> {
  const { document } = contract;
  const validator = SchemaValidator.of(document);
  const schema = resolve<SchemaObject>(document, { $ref: `#/components/schemas/${schemaName}` });
  const read = (item: object, named?: number): ReadItem<Item> => {
    const findings = validator.findings(schema, item);
    if (findings.length > 0) return { refusal: invalidFields(toFieldErrors(findings, 'item')) };
    return splitUnknownFields(schema, item as Item, named);
  };
  return { read };
}
