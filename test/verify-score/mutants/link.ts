import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const WRITES = 'domain/write-customers.ts';
const UNIQUE = 'domain/email-uniqueness.ts';
const PRECONDITION = 'domain/precondition.ts';
const READ = 'http/response/conditional-read.ts';
const LINK = /link|conflict/;

export const LINK_MUTANTS = chapter('link', {
  refused: [
    'A known email under a new reference is linked.',
    LINK,
    [UPSERT, 'if (taken) {', 'if (owner) {'],
    [UPSERT, 'source: taken.source, external_id: taken.externalId', 'source, external_id: "x"'],
  ],
  'second-of-source': [
    'A second reference of one source is a 409.',
    LINK,
    [UPSERT, 'if (taken) {', 'if (taken?.externalId === "never") {'],
  ],
  creates: [
    'A known email under a new reference is linked, never created again.',
    LINK,
    [
      UPSERT,
      'return owner ? decideLink(command, owner) : decideCreate(command, existing);',
      'return decideCreate(command, existing);',
    ],
  ],
  silent: [
    'A link has a warning.',
    /link|warn/,
    [
      UPSERT,
      '    `email: this reference was new, and the customer with this email had none from ${source}, so it was linked to that customer.`,\n',
      '',
    ],
  ],
  outcome: [
    'The outcome of a link is linked.',
    LINK,
    [UPSERT, "return { outcome: 'linked',", "return { outcome: 'updated',"],
  ],
  'data-ignored': [
    'A link merges your data into the customer.',
    /link|merge/,
    [
      UPSERT,
      'fields: mergeFields(owner.fields, { ...command.patch, email: command.email }),',
      'fields: owner.fields,',
    ],
  ],
  'time-lost': [
    'A link stores external_updated_at.',
    /link|stale|reference/,
    [UPSERT, '...(externalUpdatedAt && { externalUpdatedAt }), linkedAt: now', 'linkedAt: now'],
  ],
  'no-event': [
    'A link writes an event.',
    /event|link/,
    [WRITES, ' || after.references.length !== before.references.length', ''],
  ],
  'owner-not-named': [
    'A conflict names the owner.',
    /conflict|taken|email/,
    ['domain/problem.ts', "{ param: 'email', details: owner }", "{ param: 'email' }"],
  ],
  'param-missing': [
    'A conflict has param: "email".',
    /conflict|taken|email/,
    ['domain/problem.ts', "{ param: 'email', details: owner }", '{ details: owner }'],
  ],
  'other-reference-named': [
    'A conflict names the reference of the same source.',
    /conflict/,
    [
      UNIQUE,
      'owner.references.find((reference) => reference.source === source) ?? owner.references[0]',
      'owner.references[0]',
    ],
  ],
  'email-taken-over': [
    'A change to the email of another customer is a 409.',
    /conflict|email/,
    [UPSERT, '    refuseTakenEmail(emailUsage, command.reference.source);', '    void refuseTakenEmail;'],
  ],
  'email-taken-over-by-patch': [
    'A PATCH to the email of another customer is a 409.',
    /email|conflict/,
    [
      'domain/plain-write.ts',
      'if (foldEmail(fields.email) !== foldEmail(before.fields.email)) refuseTakenEmail(emailUsage);',
      '',
    ],
  ],
  'email-used-twice-by-post': [
    'A POST with a used email is a 409.',
    /email|conflict/,
    ['domain/plain-write.ts', '  refuseTakenEmail(emailUsage);\n  const after', '  const after'],
  ],
  'given-up-email-taken': [
    'An email that a customer has given up is free.',
    /email|given|conflict|link/,
    [
      'storage/sqlite/customer-table.ts',
      'if (email !== foldEmail(before.fields.email)) this',
      'if (email === "") this',
    ],
  ],
  'own-email-conflicts': [
    'A customer may change the case of its email.',
    /email/,
    [
      WRITES,
      'const isKept = written !== undefined && foldEmail(written.fields.email) === foldEmail(email);',
      'const isKept = false;',
    ],
    [WRITES, 'unitOfWork.findByEmail(email, written)', 'unitOfWork.findByEmail(email)'],
    [
      UPSERT,
      'if (foldEmail(command.email) !== foldEmail(current.fields.email))',
      'if (command.email !== current.fields.email)',
    ],
  ],
});

export const CONDITION_MUTANTS = chapter('conditions', {
  'weak-etag': [
    'An ETag is strong.',
    /etag|conditions/,
    [PRECONDITION, 'return `"${version}"`;', 'return `W/"${version}"`;'],
  ],
  'constant-etag': [
    'An ETag changes with each stored change.',
    /etag|times|conditions/,
    [PRECONDITION, 'return `"${version}"`;', 'return version ? `"1"` : "";'],
  ],
  'etag-ignores-time': [
    'A stored newer time changes the ETag too.',
    /etag|times/,
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
      'writes/render-upsert.ts',
      'const ETag = showEntityTag(after);',
      'const ETag = showEntityTag({ ...after, version: after.version + 1000 });',
    ],
  ],
  'no-etag-in-post': [
    'The response to a POST has an ETag.',
    /etag|create|shape/,
    [
      'writes/render-plain-write.ts',
      'Location: customerPath(after.id), ETag: showEntityTag(after)',
      'Location: customerPath(after.id)',
    ],
    ['writes/render-plain-write.ts', "HandlerResponse<'createCustomer'> {", 'any {'],
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
