import { behaviour } from '../../rule.ts';

export const REQUESTS = behaviour('identity', 'References, ids and times', {
  'path-case': {
    cites: 'R3',
    rule: 'Paths match case exactly.',
    onlyReads: true,
    async run({ api }) {
      (await api.send({ method: 'GET', url: '/v2/Customers' })).refuses(404, 'resource_missing');
    },
  },
  'request-ids': {
    cites: 'R1',
    rule: 'An X-Request-Id of 128 characters is kept; one of 129, or with another character, is replaced.',
    onlyReads: true,
    async run({ api }) {
      const longest = 'aZ0_.-'.padEnd(128, 'x');
      const get = (id: string) => api.call('listCustomers', { headers: { 'X-Request-Id': id } });
      (await get(longest)).is(200).hasHeader('X-Request-Id', longest);
      for (const id of [`${longest}x`, 'a b', 'a/b', 'a;b']) {
        const response = (await get(id)).is(200);
        const own = response.header('X-Request-Id');
        response.must(own !== id, 'another id', 'it was returned');
      }
    },
  },
  'accept-ranges': {
    cites: 'R4',
    rule: 'An Accept that allows JSON is accepted: with parameters, in a list, with a weight, in another case, or as a range.',
    onlyReads: true,
    async run({ api }) {
      for (const Accept of [
        'application/json; charset=utf-8',
        'application/json;version=2;q=0.5',
        'text/html, application/json;q=0.1',
        'Application/JSON',
        'application/*',
        'text/html, */*;q=0.1',
      ])
        (await api.call('listCustomers', { headers: { Accept } })).is(200);
    },
  },
  'accept-weight': {
    cites: 'R4',
    rule: 'An Accept that gives JSON the weight 0 is refused with 406.',
    onlyReads: true,
    async run({ api }) {
      const headers = { Accept: 'text/html, application/json;q=0' };
      (await api.call('listCustomers', { headers })).refuses(406, 'not_acceptable');
    },
  },
  fields: {
    cites: 'E2',
    rule: 'A 400 names each wrong field in details.fields, by upsert, POST and PATCH.',
    async run(context) {
      const customer = await context.existingCustomer();
      const fields = { email: [/./], name: [/./], notes: [/./] };
      const sent = { email: 'nonsense', name: 7, notes: [] };
      for (const response of [
        await customer.upsert(sent),
        await customer.patch(sent),
        await context.newCustomer().create(sent),
      ]) {
        response
          .refuses(400, 'invalid_request', { reason: 'validation_error' })
          .has({ error: { details: { fields } } });
      }
    },
  },
});
