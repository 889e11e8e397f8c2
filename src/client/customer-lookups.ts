import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { ApiError } from './api-error.ts';
import type { ReadIfChangedOptions, ReadOptions, SendCall } from './call.ts';
import { type CustomerResult, readCustomerResult } from './customer-result.ts';
import { isOneResource } from './response-shapes.ts';

/** The methods that read one customer. With `ifNoneMatch` they return undefined if the customer still has that ETag. */
export interface CustomerLookups {
  get(id: string, options: ReadIfChangedOptions): Promise<CustomerResult | undefined>;
  get(id: string, options?: ReadOptions): Promise<CustomerResult>;
  getByExternalId(
    source: string,
    externalId: string,
    options: ReadIfChangedOptions,
  ): Promise<CustomerResult | undefined>;
  getByExternalId(source: string, externalId: string, options?: ReadOptions): Promise<CustomerResult>;
}

type AnyReadOptions = ReadOptions | ReadIfChangedOptions;

export function createCustomerLookups(raw: OpenApiClient<paths>, call: SendCall): CustomerLookups {
  function get(id: string, options: ReadIfChangedOptions): Promise<CustomerResult | undefined>;
  function get(id: string, options?: ReadOptions): Promise<CustomerResult>;
  function get(id: string, options?: AnyReadOptions) {
    const params = { path: { id } };
    const method = { name: 'customers.get', isReadable: isOneResource };
    const response = call(method, options, (init) => raw.GET('/v2/customers/{id}', { params, ...init }));
    return unlessUnchanged(options, readCustomerResult(response));
  }

  function getByExternalId(
    source: string,
    externalId: string,
    options: ReadIfChangedOptions,
  ): Promise<CustomerResult | undefined>;
  function getByExternalId(
    source: string,
    externalId: string,
    options?: ReadOptions,
  ): Promise<CustomerResult>;
  function getByExternalId(source: string, externalId: string, options?: AnyReadOptions) {
    const params = { path: { source, externalId } };
    const method = { name: 'customers.getByExternalId', isReadable: isOneResource };
    const response = call(method, options, (init) =>
      raw.GET('/v2/customers/external/{source}/{externalId}', { params, ...init }),
    );
    return unlessUnchanged(options, readCustomerResult(response));
  }

  return { get, getByExternalId };
}

/** Returns undefined for a 304 if the caller sent `ifNoneMatch`. */
async function unlessUnchanged(
  options: AnyReadOptions | undefined,
  result: Promise<CustomerResult>,
): Promise<CustomerResult | undefined> {
  try {
    return await result;
  } catch (error) {
    const isConditional = options?.ifNoneMatch !== undefined;
    if (isConditional && error instanceof ApiError && error.status === 304) return undefined;
    throw error;
  }
}
