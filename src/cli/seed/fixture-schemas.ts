import type { Document, SchemaObject } from '../../contract/document.ts';
import { resolve } from '../../contract/document.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import { findNonJson } from '../../domain/non-json.ts';
import { RECORD_KINDS, type RecordKind } from '../../domain/records.ts';

/** The names of the schemas of each kind of record in the spec. */
const SCHEMA_OF: Record<RecordKind, string> = {
  invoices: 'Invoice',
  subscriptions: 'Subscription',
  orders: 'Order',
  payments: 'Payment',
};

/** The required fields of a record that a file may leave out, because seeding sets them. */
const FILLED_IN = ['id', 'customer_id', 'created_at', 'updated_at'];

/** Validates a customer of a fixture file by a schema that is composed of the spec's own schemas. */
export class FixtureSchemas {
  readonly #document: Document;
  readonly #validator: SchemaValidator;
  readonly #customer: SchemaObject;

  constructor(document: Document) {
    this.#document = document;
    this.#validator = new SchemaValidator(document);
    this.#customer = this.#customerSchema();
  }

  /** Returns the errors of a customer, each after its path in the file. @param place of the customer in the file. */
  faults(customer: unknown, place: string): string[] {
    const notJson = findNonJson(customer);
    const findings = notJson ? [notJson] : this.#validator.findings(this.#customer, customer);
    return findings.map(({ path, reason }) => {
      const steps = path.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`));
      return `${place}${steps.join('')} ${reason}`;
    });
  }

  /** Lists the fields of a kind of record that may be null, and so may be left out of a file. */
  nullable(kind: RecordKind): string[] {
    const { properties = {} } = this.#schema(SCHEMA_OF[kind]);
    return Object.entries(properties)
      .filter(([, property]) => resolve(this.#document, property).type?.includes('null'))
      .map(([name]) => name);
  }

  #customerSchema(): SchemaObject {
    const { properties = {}, required = [] } = this.#schema('CreateCustomerBody');
    const uuid: SchemaObject = { type: 'string', format: 'uuid' };
    const upserted = this.#schema('UpsertedCustomer').properties ?? {};
    const records = RECORD_KINDS.map(
      (kind) => [kind, { type: 'array', items: this.#recordSchema(kind) }] as const,
    );
    return {
      type: 'object',
      required,
      properties: {
        id: uuid,
        eventId: uuid,
        ...properties,
        authUserId: upserted.authUserId as SchemaObject,
        references: { type: 'array', items: this.#referenceSchema() },
        ...Object.fromEntries(records),
      },
      additionalProperties: false,
    };
  }

  #recordSchema(kind: RecordKind): SchemaObject {
    const schema = this.#schema(SCHEMA_OF[kind]);
    const optional = new Set([...FILLED_IN, ...this.nullable(kind)]);
    return { ...schema, required: schema.required?.filter((name) => !optional.has(name)) ?? [] };
  }

  #referenceSchema(): SchemaObject {
    return {
      type: 'object',
      required: ['source', 'externalId'],
      properties: {
        source: { $ref: '#/components/schemas/Source' },
        externalId: { $ref: '#/components/schemas/ExternalId' },
        externalUpdatedAt: { type: 'string', format: 'date-time' },
      },
      additionalProperties: false,
    };
  }

  #schema(name: string): SchemaObject {
    return resolve<SchemaObject>(this.#document, { $ref: `#/components/schemas/${name}` });
  }
}
