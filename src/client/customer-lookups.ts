import type { Client as OpenApiClient } from 'openapi-fetch';
import type { paths } from '../../generated/openapi.d.ts';
import { isOneCustomer } from './answer-shapes.ts';
import { ApiError } from './api-error.ts';
import type { ReadIfChangedOptions, ReadOptions, SendCall } from './call.ts';
import { type CustomerResult, readCustomerResult } from './customer-result.ts';

/** Reading one customer. With `ifNoneMatch` it gives back nothing while the customer still has that ETag. */
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
    const method = { name: 'customers.get', isReadable: isOneCustomer };
    const answer = call(method, options, (init) => raw.GET('/v2/customers/{id}', { params, ...init }));
    return unlessUnchanged(options, readCustomerResult(answer));
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
    const method = { name: 'customers.getByExternalId', isReadable: isOneCustomer };
    const answer = call(method, options, (init) =>
      raw.GET('/v2/customers/external/{source}/{externalId}', { params, ...init }),
    );
    return unlessUnchanged(options, readCustomerResult(answer));
  }

  return { get, getByExternalId };
}

/** Gives back nothing in place of the 304 that was asked for. */
async function unlessUnchanged(
  options: AnyReadOptions | undefined,
  result: Promise<CustomerResult>,
): Promise<CustomerResult | undefined> {
  try {
    return await result;
  } catch (error) {
    const wasAskedFor = options?.ifNoneMatch !== undefined;
    if (wasAskedFor && error instanceof ApiError && error.status === 304) return undefined;
    throw error;
  }
}
