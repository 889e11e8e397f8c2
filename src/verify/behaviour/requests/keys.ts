import { makeSecret } from '../../../domain/keys/key-gate.ts';
import { behaviour } from '../../rule.ts';

export const KEYS = behaviour('keys', 'Keys', {
  missing: {
    cites: 'K1',
    rule: 'A request without a key is refused with 401 missing_key and WWW-Authenticate.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'x-api-key': null } });
      response.refuses(401, 'unauthenticated', { reason: 'missing_key' }).hasHeader('WWW-Authenticate', /./);
    },
  },
  malformed: {
    cites: 'K1',
    rule: 'A mistyped key is refused with 401 malformed_key: its checksum distinguishes it from an unknown key.',
    needs: ['own'],
    onlyReads: true,
    async run({ api }) {
      const key = makeSecret('sandbox');
      const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
      const response = await api.call('listCustomers', { headers: { 'x-api-key': mistyped } });
      response.refuses(401, 'unauthenticated', { reason: 'malformed_key' });
    },
  },
  unknown: {
    cites: 'K1',
    rule: 'A well-formed key that does not exist is refused with 401 unknown_key.',
    needs: ['own'],
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'x-api-key': makeSecret('sandbox') } });
      response.refuses(401, 'unauthenticated', { reason: 'unknown_key' });
    },
  },
  bearer: {
    cites: 'K4',
    rule: 'A key in Authorization: Bearer is accepted like one in x-api-key, and another scheme in Authorization is ignored.',
    onlyReads: true,
    async run({ api }) {
      const bearer = { 'x-api-key': null, Authorization: `Bearer ${api.key}` };
      (await api.call('listCustomers', { headers: bearer })).is(200);
      (await api.call('listCustomers', { headers: { Authorization: `Bearer ${api.key}` } })).is(200);
      (await api.call('listCustomers', { headers: { Authorization: 'Basic cHJveHk6' } })).is(200);
      const lower = { 'x-api-key': null, Authorization: `bearer ${api.key}` };
      (await api.call('listCustomers', { headers: lower })).is(200);
    },
  },
  'bearer-refused': {
    cites: 'K4',
    rule: 'A key in Authorization: Bearer that does not exist is refused with 401, and a key in another scheme is missing_key.',
    onlyReads: true,
    async run({ api }) {
      const list = (authorization: string) =>
        api.call('listCustomers', { headers: { 'x-api-key': null, Authorization: authorization } });
      (await list(`Bearer ${makeSecret('sandbox')}`)).refuses(401, 'unauthenticated');
      (await list(`Basic ${api.key}`)).refuses(401, 'unauthenticated', { reason: 'missing_key' });
    },
  },
  conflicting: {
    cites: 'K4',
    rule: 'Different keys in x-api-key and in Authorization: Bearer are refused with 401 malformed_key.',
    onlyReads: true,
    async run({ api }) {
      const headers = { Authorization: `Bearer ${makeSecret('sandbox')}` };
      const response = await api.call('listCustomers', { headers });
      response.refuses(401, 'unauthenticated', { reason: 'malformed_key' });
    },
  },
  refused: {
    cites: 'K1',
    rule: 'A key that does not exist is refused with 401 and WWW-Authenticate.',
    onlyReads: true,
    async run({ api }) {
      const response = await api.call('listCustomers', { headers: { 'x-api-key': makeSecret('sandbox') } });
      response.refuses(401, 'unauthenticated').hasHeader('WWW-Authenticate', /./);
    },
  },
  revoked: {
    cites: 'K1',
    rule: 'A revoked key is refused with 401 revoked_key.',
    onlyReads: true,
    needs: ['revoked'],
    async run(context) {
      const response = await context.as('revoked').call('listCustomers');
      response.refuses(401, 'unauthenticated', { reason: 'revoked_key' });
    },
  },
  readonly: {
    cites: 'K2',
    rule: 'A key without the write scope can read; a write is refused with 403 insufficient_scope, and nothing is written.',
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
