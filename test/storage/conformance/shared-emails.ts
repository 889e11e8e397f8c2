import { describe, expect, test } from 'vitest';
import type { MakePlace } from './database-fixture.ts';
import { TenantFixture } from './tenant-fixture.ts';

export function testSharedEmails(makePlace: MakePlace): void {
  describe('where emails may be shared', () => {
    test('an email never finds or links a customer or causes a conflict, and a warning counts the customers that share it', async () => {
      const fixture = await TenantFixture.in(await (await makePlace()).open({ sharedEmails: 'allow' }));
      const email = 'family@example.com';
      await fixture.put({ source: 'wodify', externalId: '1', email });
      const second = await fixture.upsert({
        source: 'practicehub',
        externalId: '2',
        email: 'FAMILY@example.com',
      });
      expect(second).toMatchObject({
        outcome: 'created',
        warnings: ['email: 1 other customer has it too.'],
      });
      const third = await fixture.create(email);
      const { id } = await fixture.create('alone@example.com');
      await fixture.update(id, { email });
      expect(await fixture.upsert({ source: 'wodify', externalId: '1', email })).toMatchObject({
        outcome: 'unchanged',
        warnings: ['email: 3 other customers have it too.'],
      });
      expect((await fixture.ids({ emailFolded: email })).length).toBe(4);
      expect(third.references).toEqual([]);
    });

    test('the rule belongs to the store as it is opened, so what was shared stays and can still be updated', async () => {
      const place = await makePlace();
      const sharing = await TenantFixture.in(await place.open({ sharedEmails: 'allow' }));
      const email = 'family@example.com';
      const first = await sharing.put({ externalId: '1', email });
      await sharing.put({ externalId: '2', email });
      const strict = sharing.through(await place.open());
      await strict.put({ externalId: '2', email, patch: { name: 'Second' } });
      await strict.update(first.id, { name: 'First' });
      expect((await strict.list()).items.map(({ fields }) => fields.name)).toEqual(['Second', 'First']);
      await expect(strict.create(email)).rejects.toMatchObject({ code: 'conflict' });
    });
  });
}
