import { describe, expect, test } from 'vitest';
import { UNUSED_EMAIL } from '../../src/domain/email.ts';
import { decideCreate, decideUpdate } from '../../src/domain/plain-write.ts';
import { aCustomer, aReference } from './a-customer.ts';

const NOW = 5000;

describe('a plain write', () => {
  test('creates a customer without a reference', () => {
    const command = { id: 'new-id', email: 'kari@example.com', patch: { name: 'Kari' }, now: NOW };
    expect(decideCreate(command, 'merchant', UNUSED_EMAIL)).toEqual({
      warnings: [],
      after: {
        id: 'new-id',
        merchantId: 'merchant',
        fields: { email: 'kari@example.com', name: 'Kari' },
        references: [],
        version: 1,
        createdAt: NOW,
        updatedAt: NOW,
      },
    });
  });

  test('is refused a taken email; the owner is named by its first reference, if it has one', () => {
    const create = (...references: ReturnType<typeof aReference>[]) =>
      decideCreate({ id: 'new-id', email: 'KARI@example.com', patch: {}, now: NOW }, 'merchant', {
        owner: aCustomer({}, references),
        shareCount: 0,
      });
    expect(() => create()).toThrow(
      expect.objectContaining({ code: 'conflict', details: { customer_id: 'known-id' } }),
    );
    expect(() => create(aReference('wodify', '7'), aReference('practicehub', '1'))).toThrow(
      expect.objectContaining({ details: { customer_id: 'known-id', source: 'wodify', external_id: '7' } }),
    );
  });

  test('merges, counts the version and moves updatedAt', () => {
    const before = aCustomer({ name: 'Kari', phone: '22' });
    const decision = decideUpdate(
      { id: before.id, patch: { phone: null, city: 'Oslo' }, now: NOW },
      before,
      UNUSED_EMAIL,
    );
    expect(decision.after).toEqual({
      ...before,
      fields: { email: 'kari@example.com', name: 'Kari', city: 'Oslo' },
      version: before.version + 1,
      updatedAt: NOW,
    });
  });

  test('that changes nothing gives back the customer itself', () => {
    const before = aCustomer({ name: 'Kari' });
    const decision = decideUpdate(
      { id: before.id, patch: { name: 'Kari', phone: null }, now: NOW },
      before,
      UNUSED_EMAIL,
    );
    expect(decision.after).toBe(before);
  });

  test('may change only the case of an email that another customer has too', () => {
    const emailUsage = { owner: aCustomer(), shareCount: 0 };
    const update = (email: string) =>
      decideUpdate({ id: 'known-id', patch: { email }, now: NOW }, aCustomer(), emailUsage);
    expect(update('KARI@example.com').after.fields.email).toBe('KARI@example.com');
    expect(() => update('taken@example.com')).toThrow(
      expect.objectContaining({ code: 'conflict', param: 'email' }),
    );
  });

  test('of an unknown id is refused', () => {
    expect(() => decideUpdate({ id: 'x', patch: {}, now: NOW }, undefined, UNUSED_EMAIL)).toThrow(
      expect.objectContaining({ code: 'resource_missing' }),
    );
  });
});
