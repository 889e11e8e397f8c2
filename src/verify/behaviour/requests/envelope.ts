import { behaviour } from '../../rule.ts';

export const ENVELOPE = behaviour('envelope', 'Every response', {
  'request-id': {
    cites: 'R1',
    rule: 'A well-formed X-Request-Id is returned, also in the error.',
    onlyReads: true,
    async run({ api, names }) {
      const request_id = `${names.run}.request_1`;
      const headers = { 'X-Request-Id': request_id };
      const missing = await api.call('getCustomer', { path: { id: names.unknownId() }, headers });
      missing
        .refuses(404, 'resource_missing')
        .has({ error: { request_id } })
        .hasHeader('X-Request-Id', request_id);
    },
  },
  'own-request-id': {
    cites: 'R1',
    rule: 'A malformed X-Request-Id is replaced by one that the server creates.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'X-Request-Id': 'not one, but words' } });
      response
        .is(200)
        .must(response.header('X-Request-Id') !== 'not one, but words', 'another id', 'it was returned');
    },
  },
  version: {
    cites: 'R2',
    rule: 'The effective RevKeen-Version is returned, whether or not the request has one.',
    onlyReads: true,
    async run({ api }) {
      const pinned = { 'RevKeen-Version': '2026-05-01' };
      for (const headers of [{}, pinned]) {
        (await api.call('listCustomers', { headers })).is(200).hasHeader('RevKeen-Version', '2026-05-01');
      }
    },
  },
  fields: {
    cites: 'E2',
    rule: 'A 400 names each invalid field in details.fields, and the first one in param.',
    async run(context) {
      const refused = await context.newCustomer().upsert({ email: 'nonsense', name: 7 });
      refused.refuses(400, 'invalid_request', { reason: 'validation_error' });
      refused.has({ error: { details: { fields: { email: [/./], name: [/./] } } } });
    },
  },
  head: {
    cites: 'R3',
    rule: 'HEAD responds as GET does, without the body.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.send({ method: 'HEAD', url: '/v2/customers' });
      response.must(response.status === 200, 'status 200', `it was ${response.status}`);
    },
  },
});
