import type { Casing } from '../../contract/derive.ts';
import { resolve, type SchemaObject } from '../../contract/document.ts';
import type { Contract } from '../../contract/load.ts';
import type { WriteKind, WriteKinds } from './write-order.ts';

/** What the answers of all writes depend on, as data. */
export interface Answering {
  /** The spelling of names in plain customer answers. */
  readonly casing: Casing;
  /** How bodies spell the names of fields: those of each write, and the items of a batch. */
  readonly spellings: Readonly<Record<WriteKind | 'item', Spelling>>;
}

/** A schema's names alone. */
export type Spelling = Pick<SchemaObject, 'properties'>;

const OPERATIONS: { readonly [K in WriteKind]: WriteKinds[K]['operation'] } = {
  upsert: 'upsertCustomerByExternalId',
  create: 'createCustomer',
  update: 'updateCustomer',
  upsertBatch: 'batchUpsertCustomers',
};

export function answeringOf({ document, operations }: Contract, casing: Casing): Answering {
  const ofBody = (kind: WriteKind) =>
    spellingOf(operations.find(({ id }) => id === OPERATIONS[kind])?.body?.schema ?? {});
  return {
    casing,
    spellings: {
      upsert: ofBody('upsert'),
      create: ofBody('create'),
      update: ofBody('update'),
      upsertBatch: ofBody('upsertBatch'),
      item: spellingOf(resolve<SchemaObject>(document, { $ref: '#/components/schemas/BatchItem' })),
    },
  };
}

function spellingOf({ properties = {} }: SchemaObject): Spelling {
  return { properties: Object.fromEntries(Object.keys(properties).map((name) => [name, {}])) };
}
