import type { Casing } from '../contract/derive.ts';
import { resolve, type SchemaObject } from '../contract/document.ts';
import type { Contract } from '../contract/load.ts';
import type { WriteType, WriteTypes } from './write-request.ts';

/** What the answers of all writes depend on, as data. */
export interface ResponseOptions {
  /** The spelling of names in plain customer answers. */
  readonly casing: Casing;
  /** How bodies spell the names of fields: those of each write, and the items of a batch. */
  readonly fieldNames: Readonly<Record<WriteType | 'item', FieldNames>>;
}

/** A schema's names alone. */
export type FieldNames = Pick<SchemaObject, 'properties'>;

const OPERATIONS: { readonly [K in WriteType]: WriteTypes[K]['operation'] } = {
  upsert: 'upsertCustomerByExternalId',
  create: 'createCustomer',
  update: 'updateCustomer',
  upsertBatch: 'batchUpsertCustomers',
};

export function createResponseOptions({ document, operations }: Contract, casing: Casing): ResponseOptions {
  const ofBody = (type: WriteType) =>
    fieldNamesOf(operations.find(({ id }) => id === OPERATIONS[type])?.body?.schema ?? {});
  return {
    casing,
    fieldNames: {
      upsert: ofBody('upsert'),
      create: ofBody('create'),
      update: ofBody('update'),
      upsertBatch: ofBody('upsertBatch'),
      item: fieldNamesOf(resolve<SchemaObject>(document, { $ref: '#/components/schemas/BatchItem' })),
    },
  };
}

function fieldNamesOf({ properties = {} }: SchemaObject): FieldNames {
  return { properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])) };
}
