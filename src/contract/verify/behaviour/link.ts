import { behaviour } from '../rule.ts';

const OTHER_SOURCE = 'upsertd-verify-b';

export const LINK = behaviour('link', 'Link and conflict', {
  linked: {
    rule: "A new reference, and the email's owner has none of this source: linked and merged, 200 created: false.",
    async prove(scene) {
      const owner = await scene.known({ name: 'Ada', phone: '+44 1' });
      const other = scene.somebody({ source: OTHER_SOURCE, email: owner.email });
      const answer = await other.upsert({ name: 'Ada Lovelace' });
      answer.is(200, {
        created: false,
        data: {
          id: owner.id,
          name: 'Ada Lovelace',
          phone: '+44 1',
          merchantRefId: owner.externalId,
          externalRefs: [
            { source: owner.source, externalId: owner.externalId },
            { source: OTHER_SOURCE, externalId: other.externalId },
          ],
        },
      });
      answer.says('Upsert-Outcome', 'linked');
    },
  },
  warned: {
    rule: 'A link comes with a warning about email.',
    async prove(scene) {
      const owner = await scene.known();
      const other = scene.somebody({ source: OTHER_SOURCE, email: owner.email });
      (await other.upsert()).is(200).warnsOf('email');
    },
  },
  'plain-customer': {
    rule: 'A customer made by POST, who has no reference, is found by the email and linked.',
    async prove(scene) {
      const somebody = scene.somebody();
      const made = await somebody.create({ name: 'Ada' });
      const answer = await somebody.upsert({ city: 'London' });
      answer.is(200, {
        created: false,
        data: { id: made.is(201).text('data.id'), name: 'Ada', city: 'London' },
      });
      answer.says('Upsert-Outcome', 'linked');
    },
  },
  conflict: {
    rule: "A new reference, and the email's owner has one of this source: 409 conflict that names the owner.",
    async prove(scene) {
      const owner = await scene.known({ name: 'Ada' });
      const other = scene.somebody({ email: owner.email });
      const answer = await other.upsert({ name: 'Changed' });
      answer.refuses(409, 'conflict', { param: 'email' }).has({
        error: { details: { customer_id: owner.id, source: owner.source, external_id: owner.externalId } },
      });
      (await owner.read()).is(200, { data: { name: 'Ada' } });
      (await other.readByReference()).refuses(404, 'resource_missing');
    },
  },
});
