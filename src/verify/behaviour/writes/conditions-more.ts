import { behaviour } from '../../rule.ts';

/** The rules about conditions in each place where a request can have them. */
export const MORE_CONDITIONS = behaviour('conditions', 'Conditions', {
  'several-tags': {
    cites: 'C2',
    rule: 'If-Match may have several tags: one that matches is enough, wherever it is in the list.',
    async run(context) {
      const customer = await context.existingCustomer();
      const tag = (await customer.read()).is(200).header('ETag');
      (await customer.patch({ name: 'Ada' }, { 'If-Match': `"other", W/"weak",${tag}` })).is(200);
      (await customer.patch({ name: 'Lost' }, { 'If-Match': `${tag}, "other"` })).refuses(
        412,
        'precondition_failed',
      );
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  upsert: {
    cites: 'C2',
    rule: 'An upsert with another If-Match is refused with 412 and writes nothing; with the current one it writes.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      const tag = (await customer.read()).is(200).header('ETag');
      const refused = await customer.upsert({ name: 'Lost' }, { 'If-Match': '"0"' });
      refused
        .refuses(412, 'precondition_failed', { param: 'If-Match' })
        .has({ error: { details: { etag: tag } } });
      (await customer.read()).is(200, { data: { name: 'Ada' } }).hasHeader('ETag', tag);
      (await customer.upsert({ name: 'Second' }, { 'If-Match': tag })).is(200, { data: { name: 'Second' } });
      (await customer.patch({ name: 'Lost' }, { 'If-Match': '"0"' })).refuses(412, 'precondition_failed');
      (await customer.read()).is(200, { data: { name: 'Second' } });
    },
  },
  star: {
    cites: 'C2',
    rule: 'If-Match: * writes to a customer that exists, and otherwise is refused with 412 and creates nothing.',
    async run(context) {
      const customer = context.newCustomer();
      (await customer.upsert({}, { 'If-Match': '*' })).refuses(412, 'precondition_failed');
      (await customer.readByReference()).refuses(404, 'resource_missing');
      (await customer.upsert()).is(201);
      (await customer.upsert({ name: 'Ada' }, { 'If-Match': '*' })).is(200, { data: { name: 'Ada' } });
    },
  },
  'if-match-on-read': {
    cites: 'C2',
    rule: 'A GET with another If-Match is refused with 412, by id and by reference.',
    async run(context) {
      const customer = await context.existingCustomer();
      const tag = (await customer.read()).is(200).header('ETag');
      (await customer.read({ 'If-Match': tag })).is(200);
      (await customer.read({ 'If-Match': '"0"' })).refuses(412, 'precondition_failed');
      (await customer.readByReference({ 'If-Match': '"0"' })).refuses(412, 'precondition_failed');
    },
  },
  'star-on-read': {
    cites: 'C4',
    rule: 'A GET with If-None-Match: * is a 304, by id and by reference.',
    async run(context) {
      const customer = await context.existingCustomer();
      (await customer.read({ 'If-None-Match': '*' })).is(304);
      (await customer.readByReference({ 'If-None-Match': '*' })).is(304);
    },
  },
  both: {
    cites: 'C5',
    rule: 'If an upsert has both If-Match and If-None-Match, both must hold.',
    async run(context) {
      const customer = await context.existingCustomer({ name: 'Ada' });
      const tag = (await customer.read()).is(200).header('ETag');
      const both = await customer.upsert({ name: 'Lost' }, { 'If-Match': tag, 'If-None-Match': '*' });
      both.refuses(412, 'precondition_failed');
      (await customer.read()).is(200, { data: { name: 'Ada' } });
    },
  },
  'etag-of-post': {
    cites: 'C1',
    rule: 'The ETag of a POST and of a PATCH is that of a GET.',
    async run(context) {
      const customer = context.newCustomer();
      const created = (await customer.create()).is(201).header('ETag');
      (await customer.read()).is(200).hasHeader('ETag', created);
      const patched = (await customer.patch({ name: 'Ada' })).is(200).header('ETag');
      (await customer.read()).is(200).hasHeader('ETag', patched);
    },
  },
});
