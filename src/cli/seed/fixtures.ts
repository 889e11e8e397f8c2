import type { components } from '../../../generated/openapi.d.ts';
import type { RecordKind, RecordOf } from '../../domain/records.ts';

/** What a file of fixtures holds. */
export interface Fixtures {
  readonly customers: readonly FixtureCustomer[];
}

/** A customer, who else knows it, and what hangs on it. Ids, times and empty columns of records may be left out. */
export type FixtureCustomer = components['schemas']['CreateCustomerBody'] & {
  readonly authUserId?: string;
  readonly references?: readonly FixtureReference[];
} & { readonly [K in RecordKind]?: readonly Partial<RecordOf[K]>[] };

export interface FixtureReference {
  readonly source: string;
  readonly externalId: string;
  readonly externalUpdatedAt?: string;
}
