import { behaviour } from '../../rule.ts';

export const CONDITIONS = behaviour('conditions', 'Conditions', {
  etag: {
    cites: 'C1',
    rule: 'A response with one customer has a strong ETag, which is the same after a write and on a read.',
    async run(context) {
      const customer = context.newCustomer();
      const written = await customer.upsert();
      const tag = written
        .is(201)
        .hasHeader('ETag', /^"[^"]+"$/)
        .header('ETag');
      (await customer.read()).is(200).hasHeader('ETag', tag);
      (await customer.readByReference()).is(200).hasHeader('ETag', tag);
    },
  },
  'etag-changes': {
    cites: 'C1',
    rule: 'The ETag changes with each stored change, including a newer external_updated_at.',
    async run(context) {
      const customer = context.newCustomer();
      const tags = [
        await customer.upsert({ external_updated_at: '2026-01-01T00:00:00Z' }),
        await customer.upsert({ external_updated_at: '2026-01-02T00:00:00Z' }),
        await customer.patch({ name: 'Ada' }),
      ].map((response) => response.matchesSpec().header('ETag'));
      const last = await customer.read();
      last.must(new Set(tags).size === tags.length, 'another ETag after each change', `they were ${tags}`);
    },
  },
  'not-modified': {
    cites: 'C4',
    rule: 'GET with the current ETag in If-None-Match responds with 304 without a body.',
    async run(context) {
      const customer = await context.existingCustomer();
      const tag = (await customer.read()).is(200).header('ETag');
      (await customer.read({ 'If-None-Match': tag })).is(304).hasHeader('ETag', tag);
      (await customer.read({ 'If-None-Match': `"other", W/${tag}` })).is(304);
      (await customer.patch({ name: 'Ada' })).is(200);
      (await customer.read({ 'If-None-Match': tag })).is(200, { data: { name: 'Ada' } });
    },
  },
  'if-match': {
    cites: 'C2',
    rule: 'If-Match with the current ETag writes; with another it is refused with 412, which gives the current one, and nothing is written.',
    async run(context) {
      const customer = await context.existingCustomer();
      const tag = (await customer.read()).is(200).header('ETag');
      const written = await customer.patch({ name: 'Ada' }, { 'If-Match': tag });
      const etag = written.is(200).header('ETag');
      const refused = await customer.patch({ name: 'Lost' }, { 'If-Match': tag });
      refused
        .refuses(412, 'precondition_failed', { param: 'If-Match' })
        .has({ error: { details: { etag } } });
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  weak: {
    cites: 'C2',
    rule: 'A weak tag never matches If-Match.',
    async run(context) {
      const customer = await context.existingCustomer();
      const tag = (await customer.read()).is(200).header('ETag');
      const refused = await customer.patch({ name: 'Ada' }, { 'If-Match': `W/${tag}` });
      refused.refuses(412, 'precondition_failed');
    },
  },
  'only-create': {
    cites: 'C3',
    rule: 'If-None-Match: * on an upsert only creates; if the customer exists, it is refused with 412.',
    async run(context) {
      const customer = context.newCustomer();
      (await customer.upsert({ name: 'Ada' }, { 'If-None-Match': '*' })).is(201);
      const refused = await customer.upsert({ name: 'Lost' }, { 'If-None-Match': '*' });
      refused.refuses(412, 'precondition_failed', { param: 'If-None-Match' });
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  'other-tags': {
    cites: 'C3',
    rule: 'Any other If-None-Match on a write is refused with 400.',
    async run(context) {
      const refused = await context.newCustomer().upsert({}, { 'If-None-Match': '"3"' });
      refused.refuses(400, 'invalid_request', { param: 'If-None-Match' });
    },
  },
  misplaced: {
    cites: 'R5',
    rule: 'A header of the spec is never silently ignored: If-Match on an operation without a condition is refused with 400.',
    async run(context) {
      const refused = await context.newCustomer().create({}, { 'If-Match': '*' });
      refused.refuses(400, 'invalid_request', { param: 'If-Match' });
    },
  },
});
