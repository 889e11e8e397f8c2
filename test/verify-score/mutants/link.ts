import { chapter } from '../mutant.ts';

const UPSERT = 'domain/upsert.ts';
const WRITES = 'domain/write-customers.ts';
const UNIQUE = 'domain/email.ts';
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
