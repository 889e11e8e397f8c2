import { makeSecret } from '../../domain/api-key.ts';
import { behaviour } from '../rule.ts';

export const KEYS = behaviour('keys', 'Keys', {
  missing: {
    rule: 'No key is a 401 missing_key with WWW-Authenticate.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'x-api-key': null } });
      response.refuses(401, 'unauthenticated', { reason: 'missing_key' }).hasHeader('WWW-Authenticate', /./);
    },
  },
  malformed: {
    rule: 'A mistyped key is a 401 malformed_key: the checksum tells it from an unknown one.',
    onlyReads: true,
    async run({ api }) {
      const key = makeSecret('sandbox');
      const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
      const response = await api.call('listCustomers', { headers: { 'x-api-key': mistyped } });
      response.refuses(401, 'unauthenticated', { reason: 'malformed_key' });
    },
  },
  unknown: {
    rule: 'A key that was never made is a 401 unknown_key.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'x-api-key': makeSecret('sandbox') } });
      response.refuses(401, 'unauthenticated', { reason: 'unknown_key' });
    },
  },
  revoked: {
    rule: 'A revoked key is a 401 revoked_key.',
    onlyReads: true,
    needs: ['revoked'],
    async run(context) {
      const response = await context.as('revoked').call('listCustomers');
      response.refuses(401, 'unauthenticated', { reason: 'revoked_key' });
    },
  },
  readonly: {
    rule: 'A key that lacks the scope reads but does not write: 403 insufficient_scope, nothing written.',
    needs: ['readonly'],
    async run(context) {
      (await context.as('readonly').call('listCustomers')).is(200);
      const { reference: path, email } = context.newCustomer();
      const response = await context
        .as('readonly')
        .call('upsertCustomerByExternalId', { path, body: { email } });
      response.refuses(403, 'permission_denied', { reason: 'insufficient_scope' });
      response.has({ error: { details: { required: ['customers:write'] } } });
      (await context.api.call('getCustomerByExternalId', { path })).refuses(404, 'resource_missing');
    },
  },
});
