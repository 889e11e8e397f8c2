import { describe } from 'vitest';
import { testBatch } from './batch.ts';
import { testConcurrency } from './concurrency.ts';
import { testCustomerWrites } from './customer-writes.ts';
import type { MakePlace } from './database-fixture.ts';
import { testEvents } from './events.ts';
import { testIsolation } from './isolation.ts';
import { testKeys } from './keys.ts';
import { testLife } from './life.ts';
import { testLists } from './lists.ts';
import { testMerchants } from './merchants.ts';
import { testRecords } from './records.ts';
import { testRequestCounts } from './request-counts.ts';
import { testResponses } from './responses.ts';
import { testSearch } from './search.ts';
import { testSharedEmails } from './shared-emails.ts';
import { testSyncStates } from './sync-states.ts';

/** Tests that a database implements the port `Store`; the API can use any database that passes. */
export function testStoreConformance(name: string, makePlace: MakePlace): void {
  describe(`${name} is a store`, () => {
    testLife(makePlace);
    testCustomerWrites(makePlace);
    testBatch(makePlace);
    testEvents(makePlace);
    testResponses(makePlace);
    testSharedEmails(makePlace);
    testLists(makePlace);
    testSearch(makePlace);
    testRecords(makePlace);
    testKeys(makePlace);
    testMerchants(makePlace);
    testRequestCounts(makePlace);
    testSyncStates(makePlace);
    testIsolation(makePlace);
    testConcurrency(makePlace);
  });
}
