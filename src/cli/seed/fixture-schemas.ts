import type { Document, SchemaObject } from '../../contract/document.ts';
import { resolve } from '../../contract/document.ts';
import { reasonFor } from '../../contract/field-reasons.ts';
import { SchemaValidator } from '../../contract/schema-validator.ts';
import { RECORD_KINDS, type RecordKind } from '../../domain/records.ts';

/** The name of each kind's schema in the spec. */
const SCHEMA_OF: Record<RecordKind, string> = {
  invoices: 'Invoice',
  subscriptions: 'Subscription',
  orders: 'Order',
  payments: 'Payment',
};

/** What a record need not say in a file, because seeding knows it. */
const FILLED_IN = ['id', 'customer_id', 'created_at', 'updated_at'];

/** The spec's own schemas, put together to what a fixture may say of one customer. */
export class FixtureSchemas {
  readonly #document: Document;
  readonly #validator: SchemaValidator;
  readonly #customer: SchemaObject;

  constructor(document: Document) {
    this.#document = document;
    this.#validator = new SchemaValidator(document);
    this.#customer = this.#customerSchema();
  }

  /** What is wrong with a customer, each fault led by its path in the file. */
  faults(customer: unknown, place: string): string[] {
    return this.#validator
      .errors(this.#customer, customer)
      .map(({ instancePath, keyword, message = '', params }) => {
        const inner = params.missingProperty ?? params.additionalProperty;
        const names = [...instancePath.split('/').slice(1), ...(inner === undefined ? [] : [inner])];
        const path = names.map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`)).join('');
        return `${place}${path} ${reasonFor(this.#document, this.#customer, { path: names, keyword, message })}`;
      });
  }

  /** The columns of a kind that may be empty, and so may be left out of a file. */
  nullable(kind: RecordKind): string[] {
    const { properties = {} } = this.#schema(SCHEMA_OF[kind]);
    return Object.entries(properties)
      .filter(([, property]) => resolve(this.#document, property).type?.includes('null'))
      .map(([name]) => name);
  }

  #customerSchema(): SchemaObject {
    const { properties = {}, required = [] } = this.#schema('CreateCustomerBody');
    const answered = this.#schema('UpsertedCustomer').properties ?? {};
    const records = RECORD_KINDS.map(
      (kind) => [kind, { type: 'array', items: this.#recordSchema(kind) }] as const,
    );
    return {
      type: 'object',
      required,
      properties: {
        ...properties,
        authUserId: answered.authUserId as SchemaObject,
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
