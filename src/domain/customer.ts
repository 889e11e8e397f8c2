import type { components } from '../../generated/openapi.d.ts';
import type { Instant } from './instant.ts';

type CustomerResponse = components['schemas']['UpsertedCustomer'];
type Sent = components['schemas']['CreateCustomerBody'];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A field that may be set: by a write those that the spec lists, and by a fixture also the customer's login. */
export type CustomerField = KnownKeys<Sent> | 'authUserId';

/** The fields of a customer; a field without a value is absent. */
export type CustomerFields = {
  readonly [F in CustomerField]?: F extends 'metadata' | 'customFields' ? JsonObject : string;
} & { readonly email: string };

/** The changes of a write: a value sets a field, null clears it, an absent field stays. */
export type CustomerPatch = { readonly [F in CustomerField]?: CustomerFields[F] | null };

/** The name of a customer in another system. */
export interface Reference {
  /** In lower case. */
  readonly source: string;
  /** Byte for byte as the other system sent it. */
  readonly externalId: string;
}

/** A reference of a customer, with its times. */
export interface HeldReference extends Reference {
  /** The newest external time that this reference has received; the stale rule compares with it. */
  readonly externalUpdatedAt?: Instant;
  /** UNIX milliseconds. */
  readonly linkedAt: number;
}

export interface Customer extends Pick<CustomerResponse, 'id' | 'merchantId'> {
  readonly fields: CustomerFields;
  /** In the order in which they were linked. */
  readonly references: readonly HeldReference[];
  /** Counts every stored change, a newer external time included; the ETag contains it. */
  readonly version: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
  /** UNIX milliseconds. */
  readonly updatedAt: number;
}

/** Folds a source; sources are stored and compared in lower case. */
export function foldSource(source: string): string {
  return source.toLowerCase();
}

/** The keys of a generated type without its index signature. */
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
