import type { SharedEmails } from '../../../src/domain/email.ts';
import type { Store } from '../../../src/domain/store/store.ts';

/** A database for one test: empty at first, and removed when the test ends. */
export interface DatabaseFixture {
  /** Opens the database as a store, any number of times: two open stores see the same data. */
  open(options?: { sharedEmails?: SharedEmails }): Promise<Store>;
}

/** Creates the database for a test of the port. */
export type MakePlace = () => Promise<DatabaseFixture>;
