import type { ErrorObject } from 'ajv';
import type { Document, Referable, SchemaObject } from '../../contract/document.ts';
import { reasonFor } from '../../contract/field-reasons.ts';
import type { Contract } from '../../contract/load.ts';
import type { Operation } from '../../contract/operations.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import type { MappedRow } from './map/mapped-row.ts';
import { EXTERNAL_ID, upsertOperation } from './map/upsert-fields.ts';

/** Holds what is to be sent against the spec, in the words in which the server would refuse it. */
export class RowValidator {
  readonly #document: Document;
  readonly #upsert: Operation;
  readonly #id: SchemaObject;
  readonly #body: SchemaObject;
  readonly #validator: SchemaValidator;

  constructor(contract: Contract) {
    this.#document = contract.document;
    this.#upsert = upsertOperation(contract);
    this.#id = this.#schemaOf('externalId');
    this.#body = this.#upsert.body?.schema ?? {};
    this.#validator = new SchemaValidator(contract.document);
  }

  /** What is wrong with it, each reason with the field's name; empty when nothing is. */
  validate(item: MappedRow['item']): string[] {
    // The schema of the body leaves room for the id beside it.
    return [...this.#judgeId(item[EXTERNAL_ID]), ...this.#reasons(this.#body, item, 'body')];
  }

  /** What is wrong with the name of a source; undefined when nothing is. */
  judgeSource(source: string): string | undefined {
    return this.#reasons(this.#schemaOf('source'), source, '--source')[0];
  }

  #judgeId(externalId: unknown): string[] {
    if (externalId === undefined) return [`${EXTERNAL_ID} is required`];
    // No schema can say this, and no path can carry it.
    if (typeof externalId === 'string' && !externalId.isWellFormed()) {
      return [`${EXTERNAL_ID} contains half of a surrogate pair; send whole characters`];
    }
    return this.#reasons(this.#id, externalId, EXTERNAL_ID);
  }

  #schemaOf(parameter: string): SchemaObject {
    return this.#upsert.parameters.find(({ name }) => name === parameter)?.schema ?? {};
  }

  #reasons(schema: Referable<SchemaObject>, value: unknown, whole: string): string[] {
    const errors = this.#validator.errors(schema, value);
    if (errors.length === 0) return [];
    const reasons = errors.map((error) => {
      const path = pathOf(error);
      const { keyword, message = '' } = error;
      const reason = reasonFor(this.#document, schema, { path, keyword, message });
      return `${path.join('.') || whole} ${reason}`;
    });
    return [...new Set(reasons)];
  }
}

/** Where the value is wrong; for what is missing, where it should be. */
function pathOf({ instancePath, params }: ErrorObject): string[] {
  const path = instancePath.split('/').slice(1);
  return 'missingProperty' in params ? [...path, params.missingProperty as string] : path;
}
