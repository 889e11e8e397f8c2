import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import type { Document, Referable, SchemaObject } from './document.ts';
import { OWN_FORMATS } from './formats.ts';

// The package is CommonJS whose types say otherwise.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

const DOCUMENT = 'contract';

/** Compiles schemas of one document, each once and only when it is asked for: many are made for what rarely comes. */
export class SchemaValidator {
  readonly #document: Document;
  readonly #coerce: boolean;
  readonly #compiled = new Map<object, ValidateFunction>();
  #ajv: Ajv2020 | undefined;

  /** @param coerce reads texts as numbers, for headers. */
  constructor(document: Document, { coerce = false } = {}) {
    this.#document = document;
    this.#coerce = coerce;
  }

  /** What is wrong with the value; empty when nothing is. */
  errors(schema: Referable<SchemaObject>, value: unknown): ErrorObject[] {
    const validate = this.#compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
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
      strict: false,
      // Against the schema of schemas, which takes long to compile. The linter has done so.
      validateSchema: false,
      allErrors: true,
      coerceTypes: this.#coerce,
    });
    addFormats(ajv, { mode: 'full' });
    for (const [name, validate] of Object.entries(OWN_FORMATS)) ajv.addFormat(name, validate);
    return ajv.addSchema(this.#document, DOCUMENT);
  }
}

/** A schema cut out of the document, with its references made to lead back there. */
function rebased(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#/') ? `${DOCUMENT}${value}` : value,
  );
}
