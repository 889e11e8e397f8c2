import { describe, expect, test } from 'vitest';
import { Desk } from './desk.ts';
import type { MakePlace } from './place.ts';

export function testSharedEmails(makePlace: MakePlace): void {
  describe('where emails may be shared', () => {
    test('an email finds, links and refuses nobody, and a warning counts the sharers', async () => {
      const desk = await Desk.in(await (await makePlace()).open({ sharedEmails: 'allow' }));
      const email = 'family@example.com';
      await desk.put({ source: 'wodify', externalId: '1', email });
      const second = await desk.upsert({
        source: 'practicehub',
        externalId: '2',
        email: 'FAMILY@example.com',
      });
      expect(second).toMatchObject({
        outcome: 'created',
        warnings: ['email: 1 other customer has it too.'],
      });
      const third = await desk.create(email);
      const { id } = await desk.create('alone@example.com');
      await desk.update(id, { email });
      expect(await desk.upsert({ source: 'wodify', externalId: '1', email })).toMatchObject({
        outcome: 'unchanged',
        warnings: ['email: 3 other customers have it too.'],
      });
      expect((await desk.ids({ emailFolded: email })).length).toBe(4);
      expect(third.references).toEqual([]);
    });

    test('the rule belongs to the store as it is opened, so what was shared stays and can still be updated', async () => {
      const place = await makePlace();
      const sharing = await Desk.in(await place.open({ sharedEmails: 'allow' }));
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
