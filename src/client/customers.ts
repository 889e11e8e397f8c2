import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { type IsReadable, isBatch, isOffsetPage, isOneCustomer, isUpsert } from './answer-shapes.ts';
import {
  bodyOf,
  type CallOptions,
  type ConditionalWriteOptions,
  type MethodName,
  type SendCall,
  type WriteOptions,
} from './call.ts';
import { checkFields, checkItems, checkText } from './check-arguments.ts';
import { checkFlag } from './check-options.ts';
import { checkQuery } from './check-query.ts';
import { type CustomerLookups, createCustomerLookups } from './customer-lookups.ts';
import { type CustomerRecords, createCustomerRecords } from './customer-records.ts';
import { type CustomerResult, readCustomerResult } from './customer-result.ts';
import { eachByOffset } from './pages.ts';
import type {
  BatchAnswer,
  BatchItem,
  CreateCustomerBody,
  Customer,
  CustomerList,
  CustomerQuery,
  UpdateCustomerBody,
  UpsertCustomerBody,
} from './shapes.ts';
import { readUpsertResult, type UpsertResult } from './upsert-result.ts';

const BY_EXTERNAL_ID = '/v2/customers/external/{source}/{externalId}';
const BATCH = '/v2/customers/external/batch';
const BY_ID = '/v2/customers/{id}';

/** What may be said about a batch. */
export interface BatchOptions extends WriteOptions {
  /** All or nothing: when one item fails, nothing is written, and the call is refused with `batch_rejected`. */
  readonly atomic?: boolean | undefined;
  /** Only find out what would become of it. */
  readonly dryRun?: boolean | undefined;
}

/**
 * What can be done with customers. Each method gives back the body of its answer as the spec describes it.
 *
 * `source`, `externalId` and every `id` must be a string that is not blank, and not "." or "..". Any other value, a
 * number too, rejects with a TypeError, and nothing is sent: turn a numeric id into a string yourself, in one form for
 * all of your calls.
 */
export interface Customers extends CustomerLookups, CustomerRecords {
  /** Makes the customer that `source` knows as `externalId` be as you say. A field that is undefined is not sent. */
  upsert(
    source: string,
    externalId: string,
    body: UpsertCustomerBody,
    options?: ConditionalWriteOptions,
  ): Promise<UpsertResult>;
  /**
   * Upserts up to 100 in their order. An item that fails, fails alone: `results` tells what became of each. An item
   * whose `external_id` is no string rejects the whole call with a TypeError, and nothing is sent.
   */
  upsertBatch(source: string, items: readonly BatchItem[], options?: BatchOptions): Promise<BatchAnswer>;
  create(body: CreateCustomerBody, options?: WriteOptions): Promise<CustomerResult>;
  /** Changes the fields that you send; `null` clears one. */
  update(id: string, body: UpdateCustomerBody, options?: ConditionalWriteOptions): Promise<CustomerResult>;
  /** One page of the customers that match every filter. A filter that is undefined is not set; null is a TypeError. */
  list(query?: CustomerQuery, options?: CallOptions): Promise<CustomerList>;
  /**
   * All of them, the newest first, page after page; `limit` is the size of a page. A customer that is made meanwhile
   * moves the others back by one place, so that one may come twice; none is left out.
   */
  iterate(query?: CustomerQuery, options?: CallOptions): AsyncGenerator<Customer, void, void>;
}

const method = (name: string, isReadable: IsReadable): MethodName => ({
  name: `customers.${name}`,
  isReadable,
});
const UPSERT = method('upsert', isUpsert);
const UPSERT_BATCH = method('upsertBatch', isBatch);
const CREATE = method('create', isOneCustomer);
const UPDATE = method('update', isOneCustomer);

export function createCustomers(raw: OpenApiClient<paths>, call: SendCall): Customers {
  const read = (name: string, query: CustomerQuery, options?: CallOptions) =>
    bodyOf(
      call({ name, isReadable: isOffsetPage }, options, (init) =>
        raw.GET('/v2/customers', { params: { query: checkQuery(name, query) }, ...init }),
      ),
    );

  return {
    ...createCustomerLookups(raw, call),
    ...createCustomerRecords(raw, call),
    upsert: async (source, externalId, body, options) => {
      const params = { path: { source, externalId } };
      return readUpsertResult(
        await call(UPSERT, options, (init) => {
          checkFields(UPSERT.name, 'body', body);
          return raw.PUT(BY_EXTERNAL_ID, { params, body, ...init });
        }),
      );
    },
    upsertBatch: (source, items, options) =>
      bodyOf(
        call(UPSERT_BATCH, options, (init) => {
          const { name } = UPSERT_BATCH;
          checkText(name, 'source', source);
          const body = { source, customers: checkItems(name, items) };
          return raw.PUT(BATCH, { params: { query: batchQuery(options) }, body, ...init });
        }),
      ),
    create: (body, options) =>
      readCustomerResult(
        call(CREATE, options, (init) => {
          checkFields(CREATE.name, 'body', body);
          return raw.POST('/v2/customers', { body, ...init });
        }),
      ),
    update: (id, body, options) =>
      readCustomerResult(
        call(UPDATE, options, (init) => {
          checkFields(UPDATE.name, 'body', body);
          return raw.PATCH(BY_ID, { params: { path: { id } }, body, ...init });
        }),
      ),
    list: (query = {}, options) => read('customers.list', query, options),
    async *iterate(query = {}, options) {
      const name = 'customers.iterate';
      yield* eachByOffset(checkQuery(name, query), (page) => read(name, { ...query, ...page }, options));
    },
  };
}

/** A flag that is neither true nor false is refused: a dry run of `null` would be left out, and the batch would write. */
function batchQuery({ atomic, dryRun }: BatchOptions = {}) {
  checkFlag(`${UPSERT_BATCH.name}: atomic`, atomic);
  checkFlag(`${UPSERT_BATCH.name}: dryRun`, dryRun);
  return { ...(atomic !== undefined && { atomic }), ...(dryRun !== undefined && { dry_run: dryRun }) };
}
