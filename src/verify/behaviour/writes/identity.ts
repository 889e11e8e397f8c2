import { Check } from '../../difference.ts';
import { behaviour } from '../../rule.ts';
import type { RuleContext } from '../../rule-context.ts';
import { SOURCE } from '../../test-ids.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** External ids that a server may confuse with the plain one. */
const VARIANTS: readonly ((id: string) => string)[] = [
  (id) => id,
  (id) => `${id} `,
  (id) => ` ${id}`,
  (id) => `${id}.`,
  (id) => `${id}+`,
  (id) => `${id}%2F`,
  (id) => `${id}/`,
  (id) => `${id}?#&=;`,
  (id) => `${id}\\`,
  (id) => `${id}e\u0301`,
  (id) => `${id}\u00e9`,
  (id) => `${id}\u{1F469}\u200D\u{1F467}`,
  (id) => `${id}\u05D0\u0628`,
  (id) => id.toUpperCase(),
];

/** Writes each variant by one way, and checks that each is a customer of its own that its reference finds. */
async function keepsApart(
  context: RuleContext,
  write: (externalId: string, email: string) => Promise<unknown>,
): Promise<void> {
  const base = context.names.externalId();
  const made = VARIANTS.map((variant) => ({ externalId: variant(base), email: context.names.email() }));
  for (const { externalId, email } of made) await write(externalId, email);
  for (const { externalId, email } of made) {
    const path = { source: SOURCE, externalId };
    const read = await context.api.call('getCustomerByExternalId', { path });
    read.is(200, { data: { email, merchantRefId: externalId, externalRefs: [{ externalId }] } });
  }
}

export const IDENTITY = behaviour('identity', 'References, ids and times', {
  'external-ids': {
    cites: 'V5',
    rule: 'External ids that differ in spaces, dots, signs, case or Unicode form are different, by an upsert.',
    run: (context) =>
      keepsApart(context, async (externalId, email) => {
        const path = { source: SOURCE, externalId };
        (await context.api.call('upsertCustomerByExternalId', { path, body: { email } })).is(201);
      }),
  },
  'external-ids-in-batch': {
    cites: 'V5',
    rule: 'External ids that differ in spaces, dots, signs, case or Unicode form are different, in a batch.',
    run: (context) =>
      keepsApart(context, async (external_id, email) => {
        const body = { source: SOURCE, customers: [{ external_id, email }] };
        (await context.api.call('batchUpsertCustomers', { body })).is(200, { created: 1 });
      }),
  },
  'longest-reference': {
    cites: 'V5',
    rule: 'An external id of 255 characters and a source of 64 are kept, by an upsert and in a batch.',
    async run(context) {
      const source = `${context.names.source()}.a_B`.padEnd(64, 'z');
      for (const end of ['x', '\u{1F600}']) {
        const room = 255 - context.names.externalId().length;
        const externalId =
          `${context.names.externalId().padEnd(20, '-')}`.slice(0, 20) + end.repeat(Math.min(room, 235));
        const email = context.names.email();
        const put = { path: { source, externalId }, body: { email } };
        (await context.api.call('upsertCustomerByExternalId', put)).is(201, {
          data: { externalRefs: [{ source: source.toLowerCase(), externalId }] },
        });
        const body = { source, customers: [{ external_id: externalId, email, name: 'Ada' }] };
        (await context.api.call('batchUpsertCustomers', { body })).is(200, { updated: 1, created: 0 });
      }
    },
  },
  'source-case': {
    cites: 'V4',
    rule: 'A source is matched without regard to case by an upsert, a batch, a GET and a filter.',
    async run(context) {
      const source = context.names.source();
      const upper = source.toUpperCase();
      const customer = await context.existingCustomer({}, { source: upper });
      const { externalId, email, id } = customer;
      const get = await context.api.call('getCustomerByExternalId', { path: { source, externalId } });
      get.is(200, { data: { id, externalRefs: [{ source }] } });
      const body = { source: upper, customers: [{ external_id: externalId, email, name: 'Ada' }] };
      (await context.api.call('batchUpsertCustomers', { body })).is(200, { created: 0, updated: 1 });
      const list = await context.api.call('listCustomers', { query: { source: upper } });
      list.is(200, { data: [{ id, externalRefs: [{ source }] }] });
    },
  },
  'id-case': {
    cites: 'R9',
    rule: 'A UUID in a path may be in any case.',
    async run(context) {
      const customer = await context.existingCustomer();
      const path = { id: customer.id.toUpperCase() };
      (await context.api.call('getCustomer', { path })).is(200, { data: { id: customer.id } });
      (await context.api.call('updateCustomer', { path, body: { name: 'Ada' } })).is(200);
    },
  },
  'id-versions': {
    cites: 'R9',
    rule: 'Any UUID in a path is well-formed: an unknown one is refused with 404, whatever its version.',
    onlyReads: true,
    async run({ api }) {
      for (const id of [
        '00000000-0000-0000-0000-000000000000',
        '123e4567-e89b-12d3-a456-426614174000',
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
      ]) {
        (await api.call('getCustomer', { path: { id } })).refuses(404, 'resource_missing');
      }
    },
  },
  'new-ids': {
    cites: 'R9',
    rule: 'The id of a new customer and of its event is a UUID of version 7, and customers of one merchant have one merchantId.',
    async run(context) {
      const [one, other] = [await context.existingCustomer(), await context.existingCustomer()];
      const isVersion7 = new Check('a UUID of version 7', (id) => VERSION_7.test(String(id)));
      const first = (await one.read()).is(200, { data: { id: isVersion7 } });
      (await other.read()).is(200, { data: { id: isVersion7, merchantId: first.text('data.merchantId') } });
      (await one.events()).is(200, { data: [{ id: isVersion7 }] });
    },
  },
  times: {
    cites: 'R9',
    rule: 'Times are in UTC with milliseconds and Z.',
    async run(context) {
      const customer = await context.existingCustomer({ external_updated_at: '2026-01-10T13:00:00+01:00' });
      const externalRefs = [{ linkedAt: TIME, externalUpdatedAt: '2026-01-10T12:00:00.000Z' }];
      const data = { createdAt: TIME, updatedAt: TIME, externalRefs };
      const read = (await customer.read()).is(200, { data });
      read.has({ data: { updatedAt: read.text('data.createdAt') } });
    },
  },
  'linked-times': {
    cites: 'L1',
    rule: 'A link sets updatedAt, changes the ETag and writes one event; the references are in the order in which they were linked.',
    async run(context) {
      const owner = await context.existingCustomer({ name: 'Ada' });
      const before = (await owner.read()).is(200);
      await context.pause();
      const other = context.newCustomer({ source: `${SOURCE}-b`, email: owner.email });
      (await other.upsert({ name: 'Ada' })).is(200);
      const after = (await owner.read()).is(200);
      const [first, second] = [{ externalId: owner.externalId }, { externalId: other.externalId }];
      after.has({ data: { merchantRefId: owner.externalId, externalRefs: [first, second] } });
      const [from, to] = [before.text('data.updatedAt'), after.text('data.updatedAt')];
      after.must(Date.parse(to) > Date.parse(from), `updatedAt to be later than ${from}`, `it is ${to}`);
      const etag = after.header('ETag');
      after.must(etag !== before.header('ETag'), 'another ETag', `it is still ${etag}`);
      after.has({
        data: {
          createdAt: before.text('data.createdAt'),
          externalRefs: [before.find('data.externalRefs.0') ?? {}, {}],
        },
      });
      (await other.readByReference()).is(200, { data: { id: owner.id } });
    },
  },
});
