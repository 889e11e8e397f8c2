import type { SchemaObject } from '../../contract/document.ts';
import { fieldName } from '../../contract/findings.ts';
import type { Contract } from '../../contract/load.ts';
import type { Operation } from '../../contract/operations.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import type { MappedRow } from './map/mapped-row.ts';
import { EXTERNAL_ID, upsertOperation } from './map/upsert-fields.ts';
import { jsonProblems } from './validate/json-problems.ts';

const NONE: string[] = [];

/** Validates rows against the spec before they are sent, with the reasons that the server would give. */
export class RowValidator {
  readonly #upsert: Operation;
  readonly #id: SchemaObject;
  readonly #body: SchemaObject;
  readonly #validator: SchemaValidator;

  constructor(contract: Contract) {
    this.#upsert = upsertOperation(contract);
    this.#id = this.#schemaOf('externalId');
    const { properties = {}, ...body } = this.#upsert.body?.schema ?? {};
    // A row has its external id among its fields. `#idReasons` checks it.
    this.#body = { ...body, properties: { ...properties, [EXTERNAL_ID]: {} } };
    this.#validator = SchemaValidator.of(contract.document);
  }

  /**
   * Returns the errors of a row, each beginning with the field's name; empty for a valid row.
   *
   * @param json the row as JSON.
   */
  validate(item: MappedRow['item'], json = JSON.stringify(item)): string[] {
    const ofId = this.#idReasons(item[EXTERNAL_ID]);
    const ofBody = this.#reasons(
      this.#body,
      item.email === null ? { ...item, email: undefined } : item,
      'body',
    );
    return ofId.length + ofBody.length > 0 ? [...ofId, ...ofBody] : jsonProblems(item, json);
  }

  /** Returns the error of the name of a source; undefined for a valid name. */
  validateSource(source: string): string | undefined {
    return this.#reasons(this.#schemaOf('source'), source, '--source')[0];
  }

  #idReasons(externalId: unknown): string[] {
    if (externalId === undefined) return [`${EXTERNAL_ID} is required`];
    // A schema cannot forbid a lone surrogate, and a path cannot encode one.
    if (typeof externalId === 'string' && !externalId.isWellFormed()) {
      return [`${EXTERNAL_ID} contains half of a surrogate pair; send whole characters`];
    }
    return this.#reasons(this.#id, externalId, EXTERNAL_ID);
  }

  #schemaOf(parameter: string): SchemaObject {
    return this.#upsert.parameters.find(({ name }) => name === parameter)?.schema ?? {};
  }

  #reasons(schema: SchemaObject, value: unknown, whole: string): string[] {
    const findings = this.#validator.findings(schema, value);
    if (findings.length === 0) return NONE;
    return [...new Set(findings.map(({ path, reason }) => `${fieldName(path, whole)} ${reason}`))];
  }
}
