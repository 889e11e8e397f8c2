import type { components } from '../../generated/openapi.d.ts';
import type { Instant } from './instant.ts';
import type { JsonObject } from './json.ts';

type Answered = components['schemas']['UpsertedCustomer'];
type Sent = components['schemas']['CreateCustomerBody'];

/** A field that may be set: by a write what the spec lists, and the customer's login by a fixture. */
export type CustomerField = KnownKeys<Sent> | 'authUserId';

/** The fields of a customer; one without a value is not there. */
export type CustomerFields = {
  readonly [F in CustomerField]?: F extends 'metadata' | 'customFields' ? JsonObject : string;
} & { readonly email: string };

/** What a write says: a value sets, null clears, an absent field is left alone. */
export type CustomerPatch = { readonly [F in CustomerField]?: CustomerFields[F] | null };

/** One system's name for a customer. */
export interface Reference {
  /** In lower case. */
  readonly source: string;
  /** Byte for byte as the other system has it. */
  readonly externalId: string;
}

/** A reference as a customer holds it. */
export interface HeldReference extends Reference {
  /** The newest time told through this reference; what the stale rule compares with. */
  readonly externalUpdatedAt?: Instant;
  /** UNIX milliseconds. */
  readonly linkedAt: number;
}

export interface Customer extends Pick<Answered, 'id' | 'merchantId'> {
  readonly fields: CustomerFields;
  /** In the order in which they were linked. */
  readonly references: readonly HeldReference[];
  /** Counts every stored change, a newer external time included; what an ETag is made of. */
  readonly version: number;
  /** UNIX milliseconds. */
  readonly createdAt: number;
  /** UNIX milliseconds. */
  readonly updatedAt: number;
}

/** Emails are compared by this and stored as sent. In code, so that every database folds alike. */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}

/** Sources are stored and compared in lower case. */
export function foldSource(source: string): string {
  return source.toLowerCase();
}

/** The keys of a generated type without its index signature. */
type KnownKeys<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };
