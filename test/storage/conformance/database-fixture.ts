import type { SharedEmails } from '../../../src/domain/email-uniqueness.ts';
import type { Store } from '../../../src/domain/store.ts';

/** Somewhere data can be kept: nothing is there at first, and it goes away when the running test ends. */
export interface DatabaseFixture {
  /** Opens the place as a store, as often as one likes: two that are open at once see the same data. */
  open(options?: { sharedEmails?: SharedEmails }): Promise<Store>;
}

/** All that a database has to bring along to be held against the port. */
export type MakePlace = () => Promise<DatabaseFixture>;
