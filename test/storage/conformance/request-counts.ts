import { describe, expect, test } from 'vitest';
import { NO_REQUESTS, type StatusCounts } from '../../../src/domain/store/request-counts.ts';
import type { Store } from '../../../src/domain/store/store.ts';
import { addMerchant } from '../../support/tenants.ts';
import type { MakePlace } from './database-fixture.ts';

const count = (counts: Partial<StatusCounts>): StatusCounts => ({ ...NO_REQUESTS, ...counts });

export function testRequestCounts(makePlace: MakePlace): void {
  describe('request counts', () => {
    test('are added up per span of minutes, for one tenant or for all, also by a store opened later', async () => {
      const place = await makePlace();
      const store = await place.open();
      const tenant = { merchantId: await addMerchant(store), mode: 'sandbox' } as const;
      const live = { ...tenant, mode: 'live' } as const;
      const added = [
        { minute: 100, tenant, counts: count({ successes: 3, clientErrors: 1 }) },
        { minute: 101, tenant, counts: count({ successes: 2 }) },
        { minute: 101, tenant: live, counts: count({ redirects: 4 }) },
        { minute: 104, counts: count({ serverErrors: 5 }) },
      ];
      await store.requestCounts.add(added, 0);
      await store.requestCounts.add([{ minute: 100, tenant, counts: count({ successes: 10 }) }], 0);
      const later: Store = await place.open();
      const range = { from: 100, spanMinutes: 2, spans: 3 };
      expect(await later.requestCounts.list({ ...range, tenant })).toEqual([
        { span: 0, counts: count({ successes: 15, clientErrors: 1 }) },
      ]);
      expect(await later.requestCounts.list({ ...range, tenant: live })).toEqual([
        { span: 0, counts: count({ redirects: 4 }) },
      ]);
      expect(await later.requestCounts.list(range)).toEqual([
        { span: 0, counts: count({ successes: 15, redirects: 4, clientErrors: 1 }) },
        { span: 2, counts: count({ serverErrors: 5 }) },
      ]);
      expect(await later.requestCounts.list({ from: 101, spanMinutes: 1, spans: 3, tenant })).toEqual([
        { span: 0, counts: count({ successes: 2 }) },
      ]);
    });

    test('of minutes before the oldest one are deleted', async () => {
      const store = await (await makePlace()).open();
      const counts = count({ successes: 1 });
      await store.requestCounts.add(
        [
          { minute: 5, counts },
          { minute: 6, counts },
        ],
        0,
      );
      await store.requestCounts.add([{ minute: 9, counts }], 6);
      const spans = await store.requestCounts.list({ from: 0, spanMinutes: 1, spans: 20 });
      expect(spans.map(({ span }) => span)).toEqual([6, 9]);
    });
  });
}
