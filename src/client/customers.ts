import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import {
  bodyOf,
  type CallOptions,
  type ConditionalWriteOptions,
  type MethodName,
  type SendCall,
  type WriteOptions,
} from './call.ts';
import { checkFields, checkItems, checkText } from './checks/check-arguments.ts';
import { checkFlag } from './checks/check-options.ts';
import { checkQuery } from './checks/check-query.ts';
import { type CustomerLookups, createCustomerLookups } from './customer-lookups.ts';
import { type CustomerRecords, createCustomerRecords } from './customer-records.ts';
import { type CustomerResult, readCustomerResult } from './customer-result.ts';
import { eachByPosition } from './pages.ts';
import { type IsReadable, isBatch, isOffsetPage, isOneResource, isUpsert } from './response-shapes.ts';
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

/** The options of a batch. */
export interface BatchOptions extends WriteOptions {
  /** Writes either all items or none. If an item fails, the call rejects with `batch_rejected`. Default: false. */
  readonly atomic?: boolean | undefined;
  /** Returns the outcomes that the batch would have, without writing. Default: false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * The methods for customers. Each method returns the body of its response, in the form that the spec describes.
 *
 * `source`, `externalId` and every `id` must be a string that is not blank, and not "." or "..". The client rejects any
 * other value, including a number, with a TypeError and sends no request. Convert a numeric id to a string yourself, in
 * the same form in all of your calls.
 */
export interface Customers extends CustomerLookups, CustomerRecords {
  /** Creates or updates the customer with this external id. The client does not send a field that is undefined. */
  upsert(
    source: string,
    externalId: string,
    body: UpsertCustomerBody,
    options?: ConditionalWriteOptions,
  ): Promise<UpsertResult>;
  /**
   * Upserts up to 100 customers in order. An invalid item fails alone, and `results` contains the outcome of each item.
   * If an `external_id` is not a string, the whole call rejects with a TypeError, and the client sends no request.
   */
  upsertBatch(source: string, items: readonly BatchItem[], options?: BatchOptions): Promise<BatchAnswer>;
  create(body: CreateCustomerBody, options?: WriteOptions): Promise<CustomerResult>;
  /** Changes the fields that you send; `null` clears a field. */
  update(id: string, body: UpdateCustomerBody, options?: ConditionalWriteOptions): Promise<CustomerResult>;
  /** Returns one page of the customers that match all filters. `undefined` sets no filter; null is a TypeError. */
  list(query?: CustomerQuery, options?: CallOptions): Promise<CustomerList>;
  /**
   * Yields all customers that match, newest first, from an `offset` or an `after` on; `limit` is the size of a page. It
   * leaves out none that matches during the whole iteration, and yields none twice. A server whose pages have no
   * `pagination.next` is read by offset: a customer that is created meanwhile may then be preceded by a repeated one.
   */
  iterate(query?: CustomerQuery, options?: CallOptions): AsyncGenerator<Customer, void, void>;
}

const method = (name: string, isReadable: IsReadable): MethodName => ({
  name: `customers.${name}`,
  isReadable,
});
const UPSERT = method('upsert', isUpsert);
const UPSERT_BATCH = method('upsertBatch', isBatch);
const CREATE = method('create', isOneResource);
const UPDATE = method('update', isOneResource);

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
      const { offset: _offset, after: _after, ...filters } = checkQuery(name, query);
      yield* eachByPosition(query, (page) => read(name, { ...filters, ...page }, options));
    },
  };
}

/** Checks both flags. Without the check, the URL would leave out a `dryRun` of `null`, and the batch would write. */
function batchQuery({ atomic, dryRun }: BatchOptions = {}) {
  checkFlag(`${UPSERT_BATCH.name}: atomic`, atomic);
  checkFlag(`${UPSERT_BATCH.name}: dryRun`, dryRun);
  return { ...(atomic !== undefined && { atomic }), ...(dryRun !== undefined && { dry_run: dryRun }) };
}
