import type { components } from '../../../generated/openapi.d.ts';
import type { Customer } from '../../domain/customer.ts';
import type { EmailMatch } from '../../domain/email.ts';
import type { ApiStore } from '../../domain/store/store.ts';
import type { ReadCustomerPage } from '../../writes/read-customer-page.ts';
import type { ItemReader } from '../request/batch-items.ts';

/** What handlers use. Time and ids come from outside, so that tests can set them. */
export interface Services {
  readonly store: ApiStore;
  readonly readCustomerPage: ReadCustomerPage;
  /** UNIX milliseconds. */
  readonly clock: () => number;
  /** A UUID of version 7. */
  readonly newId: () => string;
  /** Renders a customer in the case that the operator chose. */
  readonly showCustomer: (customer: Customer) => components['schemas']['Customer'];
  /** The version of the API that the responses follow. */
  readonly apiVersion: string;
  readonly emailMatch: EmailMatch;
  readonly batchItems: ItemReader<components['schemas']['BatchItem']>;
}
