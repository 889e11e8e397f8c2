import type { Casing } from '../contract/derive.ts';
import { resolve, type SchemaObject } from '../contract/document.ts';
import type { Contract } from '../contract/load.ts';
import type { OperationId } from '../contract/operations.ts';
import type { WriteType } from './write-request.ts';

/** The options that the responses of all writes depend on, as serialisable data. */
export interface ResponseOptions {
  /** The casing of field names in customer responses, except those of an upsert. */
  readonly casing: Casing;
  /** The field names of the body of each write, and of the items of a batch. */
  readonly fieldNames: Readonly<Record<WriteType | 'item', FieldNames>>;
}

/** The names in a schema, without anything else of it. */
export type FieldNames = Pick<SchemaObject, 'properties'>;

/** The operation that each type of write belongs to. */
const OPERATIONS: Readonly<Record<WriteType, OperationId>> = {
  upsert: 'upsertCustomerByExternalId',
  create: 'createCustomer',
  update: 'updateCustomer',
  upsertBatch: 'batchUpsertCustomers',
  syncState: 'putSyncState',
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
      syncState: ofBody('syncState'),
      item: fieldNamesOf(resolve<SchemaObject>(document, { $ref: '#/components/schemas/BatchItem' })),
    },
  };
}

function fieldNamesOf({ properties = {} }: SchemaObject): FieldNames {
  return { properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])) };
}
