import { ABSENT } from '../../difference.ts';
import { type BehaviourRule, behaviour } from '../../rule.ts';

const BYTES = 64 * 1024;
const LEVELS = 16;

/** Returns an object of this number of levels. */
function nested(levels: number): object {
  return levels === 1 ? { a: 1 } : { a: nested(levels - 1) };
}

/** Returns an object whose JSON has this number of bytes. */
function ofBytes(bytes: number, character = 'x'): object {
  const room = bytes - Buffer.byteLength(JSON.stringify({ text: '' }));
  const width = Buffer.byteLength(character);
  return { text: character.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) };
}

/** Creates the rules about the limits of one object field. @param camel its name in responses. */
function limitRules(name: string, camel: string): Record<string, BehaviourRule> {
  return {
    [`${name}-largest`]: {
      cites: 'V8',
      rule: `${name} of exactly ${BYTES} bytes is stored; of one byte more it is refused with 400.`,
      async run(context) {
        const customer = context.newCustomer();
        (await customer.upsert({ [name]: ofBytes(BYTES) })).is(201);
        const other = context.newCustomer();
        const refused = await other.upsert({ [name]: ofBytes(BYTES + 1) });
        refused.refuses(400, 'invalid_request', { param: name });
        (await other.readByReference()).refuses(404, 'resource_missing');
      },
    },
    [`${name}-bytes`]: {
      cites: 'V8',
      rule: `The size of ${name} is counted in bytes of UTF-8, not in characters.`,
      async run(context) {
        const refused = await context.newCustomer().upsert({ [name]: ofBytes(BYTES + 2, '\u20AC') });
        refused.refuses(400, 'invalid_request', { param: name });
        (await context.newCustomer().upsert({ [name]: ofBytes(BYTES, '\u20AC') })).is(201);
      },
    },
    [`${name}-deepest`]: {
      cites: 'V8',
      rule: `${name} of ${LEVELS} levels is stored; of one level more it is refused with 400.`,
      async run(context) {
        (await context.newCustomer().upsert({ [name]: nested(LEVELS) })).is(201);
        const refused = await context.newCustomer().upsert({ [name]: nested(LEVELS + 1) });
        refused.refuses(400, 'invalid_request', { param: name });
      },
    },
    [`${name}-after-merge`]: {
      cites: 'V8',
      rule: `The size of ${name} is that after the merge, by upsert and PATCH; if it is too large, nothing is written.`,
      async run(context) {
        const half = 'x'.repeat(BYTES * 0.6);
        const customer = await context.existingCustomer({ name: 'Ada', [name]: { one: half } });
        const upserted = await customer.upsert({ name: 'Lost', [name]: { two: half } });
        upserted.refuses(400, 'invalid_request', { param: name });
        const patched = await customer.patch({ name: 'Lost', [camel]: { two: half } });
        patched.refuses(400, 'invalid_request', { param: camel });
        (await customer.read()).is(200, { data: { name: 'Ada', [camel]: { one: half, two: ABSENT } } });
        (await customer.upsert({ [name]: { one: null, two: half } })).is(200);
      },
    },
  };
}

export const OBJECT_LIMITS = behaviour('merge', 'Merge', {
  ...limitRules('metadata', 'metadata'),
  ...limitRules('custom_fields', 'customFields'),
  'large-integer': {
    cites: 'V6',
    rule: 'An integer beyond 2^53 anywhere in a body is refused with 400, which names the path.',
    async run(context) {
      for (const integer of ['9007199254740993', '-9007199254740993']) {
        const { reference: path, email } = context.newCustomer();
        const body = `{"email": "${email}", "metadata": {"a": [${integer}]}}`;
        const refused = await context.api.call('upsertCustomerByExternalId', { path, body });
        refused.refuses(400, 'invalid_request', { param: 'metadata.a.0' });
      }
    },
  },
});
