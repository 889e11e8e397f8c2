import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const PRECONDITION = 'domain/precondition.ts';
const READ = 'http/response/conditional-read.ts';

export const CONDITION_MUTANTS = chapter('conditions', {
  'weak-etag': [
    'An ETag is strong.',
    /etag|conditions/,
    [PRECONDITION, 'return `"${version}"`;', 'return `W/"${version}"`;'],
  ],
  'constant-etag': [
    'An ETag changes with each stored change.',
    /etag|times|writes|identity|conditions/,
    [PRECONDITION, 'return `"${version}"`;', 'return version ? `"1"` : "";'],
  ],
  'etag-ignores-time': [
    'A stored newer time changes the ETag too.',
    /etag|times|writes|identity/,
    [
      UPSERT,
      '    version: current.version + 1,',
      '    version: fields === current.fields ? current.version : current.version + 1,',
    ],
  ],
  'etag-of-put': [
    'The ETag of an upsert is that of GET.',
    /etag|conditions/,
    [
      'writes/render-customer.ts',
      'const ETag = showEntityTag(after);',
      'const ETag = showEntityTag({ ...after, version: after.version + 1000 });',
    ],
  ],
  'no-etag-in-post': [
    'The response to a POST has an ETag.',
    /etag|create|shape/,
    [
      'writes/render-customer.ts',
      'Location: customerPath(after.id), ETag: showEntityTag(after)',
      'Location: customerPath(after.id)',
    ],
    ['writes/render-customer.ts', "HandlerResponse<'createCustomer'> {", 'any {'],
  ],
  'first-tag-only': [
    'If-Match can have several ETags.',
    /condition|match/,
    [PRECONDITION, '?? [])', '?? []).slice(0, 1)'],
  ],
  'if-match-ignored': [
    'An upsert with another If-Match is a 412.',
    /condition|match/,
    [UPSERT, '  requirePreconditions(command.preconditions, existing.current);\n', ''],
  ],
  'if-match-ignored-in-patch': [
    'A PATCH with another If-Match is a 412.',
    /condition|match/,
    ['domain/plain-write.ts', '  requirePreconditions(command.preconditions, before);\n', ''],
  ],
  'star-creates': [
    'If-Match: * requires that the customer exists.',
    /condition|match/,
    [PRECONDITION, 'if (!customer) return false;', "if (!customer) return tags === '*';"],
  ],
  'weak-matches': [
    'A weak tag never matches If-Match.',
    /condition|match|weak/,
    [
      PRECONDITION,
      "!tag.startsWith('W/') && tag === showEntityTag(customer)",
      "tag.replace(/^W\\//, '') === showEntityTag(customer)",
    ],
  ],
  'none-match-ignored': [
    'If-None-Match: * only creates.',
    /condition|create|match/,
    [PRECONDITION, "return tags !== '*' && !tags", "return tags === '*' || !tags"],
  ],
  'no-304': [
    'A GET with the current ETag is a 304.',
    /condition|modified|match/,
    [READ, 'return isUnmodified ?', 'return false ?'],
  ],
  'weak-not-304': [
    'A weak tag matches If-None-Match of a GET.',
    /condition|modified|match/,
    [PRECONDITION, "tag.replace(/^W\\//, '') === showEntityTag(customer)", 'tag === showEntityTag(customer)'],
  ],
  'star-not-304': [
    'If-None-Match: * of a GET is a 304.',
    /condition|modified|match/,
    [READ, '!isMet(precondition, customer)', "precondition.tags !== '*' && !isMet(precondition, customer)"],
  ],
  'if-match-ignored-in-get': [
    'A GET with another If-Match is a 412.',
    /condition|match/,
    [READ, "stated === 'If-Match'", "stated === ('never' as string)"],
    [
      READ,
      'isUnmodified = preconditions.some(',
      "isUnmodified = preconditions.filter(({ stated }) => stated === 'If-None-Match').some(",
    ],
  ],
  'etag-not-given': [
    'A 412 gives the current ETag.',
    /condition|match/,
    [PRECONDITION, '...(customer && { details: { etag: showEntityTag(customer) } }),', ''],
  ],
  'second-condition-ignored': [
    'All conditions of a request must hold.',
    /condition|match/,
    [
      'http/call-handler.ts',
      'preconditions: preconditionsOf(context.request)',
      'preconditions: preconditionsOf(context.request).slice(0, 1)',
    ],
  ],
  'refusal-writes': [
    'A 412 has no effect.',
    /condition|match/,
    [
      'domain/plain-write.ts',
      'requirePreconditions(command.preconditions, before);\n  if (!before)',
      'if (!before)',
    ],
    [
      'writes/execute-write.ts',
      'const response =\n    rendered',
      "if (request.type === 'update' && (request.command as { preconditions?: { stated: string; tags: unknown }[] }).preconditions?.some(({ tags }) => Array.isArray(tags) && tags[0] === '\"0\"')) return serializeProblem(new Problem('precondition_failed', 'x', { param: 'If-Match', details: { etag: '\"1\"' } }), requestId);\n  const response =\n    rendered",
    ],
  ],
});
