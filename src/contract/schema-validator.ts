import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import type { Document, Referable, SchemaObject } from './document.ts';
import { OWN_FORMATS } from './formats.ts';

// The package is CommonJS whose types say otherwise.
const addFormats = addFormatsModule as unknown as typeof addFormatsModule.default;

const DOCUMENT = 'contract';

/** Compiles schemas of one document, each once. */
export class SchemaValidator {
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<object, ValidateFunction>();

  /** @param coerce reads texts as numbers, for headers. */
  constructor(document: Document, { coerce = false } = {}) {
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, coerceTypes: coerce, formats: OWN_FORMATS });
    addFormats(this.#ajv, { mode: 'full' });
    this.#ajv.addSchema(document, DOCUMENT);
  }

  /** What is wrong with the value; empty when nothing is. */
  errors(schema: Referable<SchemaObject>, value: unknown): ErrorObject[] {
    const validate = this.#compile(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  }

  #compile(schema: Referable<SchemaObject>): ValidateFunction {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile(rebased(schema));
      this.#compiled.set(schema, validate);
    }
    return validate;
  }
}

/** A schema cut out of the document, with its references made to lead back there. */
function rebased(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#/') ? `${DOCUMENT}${value}` : value,
  );
}
