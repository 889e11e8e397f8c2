import { resolve, type SchemaObject } from '../../contract/document.ts';
import { reasonFor } from '../../contract/field-reasons.ts';
import type { Contract } from '../../contract/load.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import { addReason, invalidFields, type Problem } from '../../domain/problem.ts';
import { splitUnknownFields } from './request-body.ts';

/** An item as the contract knows it, with warnings about what it does not; or why it is refused. */
export type ReadItem<Item> =
  | { readonly known: Item; readonly warnings: string[] }
  | { readonly refusal: Problem };

/** The items of a list in a body, each taken by itself. */
export interface ItemReader<Item> {
  /** Reads one by the item schema that the spec gives for them. */
  readonly read: (item: object) => ReadItem<Item>;
}

export function itemReader<Item>(contract: Contract, schemaName: string): ItemReader<Item> {
  const { document } = contract;
  const validator = new SchemaValidator(document);
  const schema = resolve<SchemaObject>(document, { $ref: `#/components/schemas/${schemaName}` });
  const read = (item: object): ReadItem<Item> => {
    const fields: Record<string, string[]> = Object.create(null);
    for (const { instancePath, keyword, message = '', params } of validator.errors(schema, item)) {
      const inner = params.missingProperty ?? params.additionalProperty;
      const path = [...instancePath.split('/').slice(1), ...(inner === undefined ? [] : [inner])];
      addReason(fields, path.join('.'), reasonFor(document, schema, { path, keyword, message }));
    }
    if (Object.keys(fields).length > 0) return { refusal: invalidFields(fields) };
    return splitUnknownFields(schema, item as Item);
  };
  return { read };
}
