import { describe } from 'vitest';
import { testAnswers } from './answers.ts';
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
import { testSearch } from './search.ts';
import { testSharedEmails } from './shared-emails.ts';

/** Holds a database against the port `Store`: whatever passes this can stand behind the API. */
export function testStoreConformance(name: string, makePlace: MakePlace): void {
  describe(`${name} is a store`, () => {
    testLife(makePlace);
    testCustomerWrites(makePlace);
    testBatch(makePlace);
    testEvents(makePlace);
    testAnswers(makePlace);
    testSharedEmails(makePlace);
    testLists(makePlace);
    testSearch(makePlace);
    testRecords(makePlace);
    testKeys(makePlace);
    testMerchants(makePlace);
    testIsolation(makePlace);
    testConcurrency(makePlace);
  });
}
