import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import type { Document, Referable, SchemaObject } from './document.ts';
import { type Finding, toFinding } from './findings.ts';
import { readEmptyLists } from './lists.ts';
import { FORMAT_OPTIONS, FORMATS, SCHEMA_OPTIONS } from './schema-options.ts';

// The package is CommonJS, but its types declare an ES module.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

const DOCUMENT = 'contract';

/** The shared validators of each document, without and with conversion. */
const shared = new WeakMap<Document, Map<boolean, SchemaValidator>>();

/** Validates values against the schemas of one document. It compiles each schema once, at its first use. */
export class SchemaValidator {
  /** Returns the validator that all users of a document share. It keeps what it compiles, so pass only schemas of the document. */
  static of(document: Document, { coerce = false } = {}): SchemaValidator {
    const ofDocument = shared.get(document) ?? new Map<boolean, SchemaValidator>();
    shared.set(document, ofDocument);
    const validator = ofDocument.get(coerce) ?? new SchemaValidator(document, { coerce });
    ofDocument.set(coerce, validator);
    return validator;
  }

  readonly #document: Document;
  readonly #coerce: boolean;
  readonly #compiled = new Map<object, ValidateFunction>();
  #ajv: Ajv2020 | undefined;

  /** @param coerce converts texts to numbers and booleans, for headers and the query. */
  constructor(document: Document, { coerce = false } = {}) {
    this.#document = document;
    this.#coerce = coerce;
  }

  /** Returns the fields of the value that break the schema, each with the reason; empty for a valid value. */
  findings(schema: Referable<SchemaObject>, value: unknown): Finding[] {
    return this.errors(schema, value).map((error) => toFinding(this.#document, schema, error, value));
  }

  /** Returns Ajv's own errors; empty for a valid value. */
  errors(schema: Referable<SchemaObject>, value: unknown): ErrorObject[] {
    const validate = this.#compile(schema);
    return validate(readEmptyLists(this.#document, schema, value)) ? [] : (validate.errors ?? []);
  }

  #compile(schema: Referable<SchemaObject>): ValidateFunction {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      this.#ajv ??= this.#createAjv();
      validate = this.#ajv.compile(rebased(schema));
      this.#compiled.set(schema, validate);
    }
    return validate;
  }

  #createAjv(): Ajv2020 {
    const ajv = new Ajv2020({
      ...SCHEMA_OPTIONS,
      coerceTypes: this.#coerce,
    });
    addFormats(ajv, FORMAT_OPTIONS);
    for (const [name, validate] of Object.entries(FORMATS)) ajv.addFormat(name, validate);
    return ajv.addSchema(this.#document, DOCUMENT);
  }
}

/** Copies a schema of the document, so that the references of the copy lead to the document. */
function rebased(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#/') ? `${DOCUMENT}${value}` : value,
  );
}
