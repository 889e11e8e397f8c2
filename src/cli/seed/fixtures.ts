import type { components } from '../../../generated/openapi.d.ts';
import type { RecordKind, RecordOf } from '../../domain/records.ts';

/** The content of a fixture file. */
export interface Fixtures {
  readonly customers: readonly FixtureCustomer[];
}

/** A customer with its references and records. Ids, times and nullable fields of records are optional. */
export type FixtureCustomer = components['schemas']['CreateCustomerBody'] & {
  /** The id of the customer if this inserts it. Default: a new one. */
  readonly id?: string;
  /** The id of the event of the insertion. Default: a new one. */
  readonly eventId?: string;
  readonly authUserId?: string;
  readonly references?: readonly FixtureReference[];
} & { readonly [K in RecordKind]?: readonly Partial<RecordOf[K]>[] };

export interface FixtureReference {
  readonly source: string;
  readonly externalId: string;
  readonly externalUpdatedAt?: string;
}
