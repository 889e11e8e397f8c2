import type { Answer } from '../answer.ts';
import { behaviour } from '../rule.ts';
import type { Scene } from '../scene.ts';

function list({ api }: Scene, query: Record<string, string>): Promise<Answer> {
  return api.call('listCustomers', { query });
}

export const SEARCH = behaviour('search', 'Search and filters', {
  substring: {
    rule: 'search finds a part of the email, the name, the phone or an external id, in any case.',
    async prove(scene) {
      const digits = String(Math.floor(Math.random() * 1e12)).padStart(12, '0');
      const word = `q${scene.names.externalId().replace('-', 'z')}q`;
      const somebody = await scene.known({ name: `Ada ${word} Lovelace`, phone: `+${digits}` });
      const { email, externalId } = somebody;
      const parts = [
        word.slice(1),
        word.toUpperCase(),
        digits.slice(2),
        email.slice(1, -4),
        externalId.slice(1),
      ];
      for (const search of parts) {
        const found = await list(scene, { search });
        const ids = found
          .is(200)
          .list('data')
          .map((item) => (item as { id: unknown }).id);
        found.must(
          ids.includes(somebody.id),
          `"${search}" to find ${somebody.id}`,
          `it found ${ids.length} others`,
        );
      }
    },
  },
  nobody: {
    rule: 'A search that nobody matches gives an empty page.',
    onlyReads: true,
    async prove(scene) {
      const found = await list(scene, { search: `${scene.names.run}nobody` });
      found.is(200, { data: [], pagination: { total: 0, hasMore: false } });
    },
  },
  email: {
    rule: 'email finds the whole email, in any case.',
    async prove(scene) {
      const { email, id } = await scene.known();
      (await list(scene, { email: email.toUpperCase() })).is(200, {
        data: [{ id }],
        pagination: { total: 1 },
      });
      (await list(scene, { email: email.slice(1) })).is(200, { data: [] });
    },
  },
  reference: {
    rule: 'source and external_id together find the customer of that reference.',
    async prove(scene) {
      const { source, externalId: external_id, id } = await scene.known();
      (await list(scene, { source, external_id })).is(200, { data: [{ id }] });
      (await list(scene, { source: 'upsertd-verify-c', external_id })).is(200, { data: [] });
    },
  },
  'updated-since': {
    rule: 'updated_since finds customers whose updatedAt is this time or later.',
    async prove(scene) {
      const somebody = scene.somebody();
      const at = (await somebody.upsert()).is(201).text('data.updatedAt');
      const later = new Date(Date.parse(at) + 1).toISOString();
      const { email } = somebody;
      (await list(scene, { email, updated_since: at })).is(200, { data: [{ id: somebody.id }] });
      (await list(scene, { email, updated_since: later })).is(200, { data: [] });
    },
  },
  combined: {
    rule: 'Filters combine: a customer must match all of them.',
    async prove(scene) {
      const [one, other] = [await scene.known(), await scene.known()];
      const found = await list(scene, { email: one.email, external_id: other.externalId });
      found.is(200, { data: [], pagination: { total: 0 } });
    },
  },
});
