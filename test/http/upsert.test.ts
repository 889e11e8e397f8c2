import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
let counter = 0;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

/** A path and an email that no other test uses. */
function fresh(source = 'practicehub') {
  counter += 1;
  return { path: `/v2/customers/external/${source}/PAT-${counter}`, email: `someone.${counter}@example.com` };
}

function upsert(path: string, body: object) {
  return server.as().put(path).send(body);
}

describe('the request of the reference page', () => {
  test('creates with 201 and then updates with 200, in the shape of its sample', async () => {
    const path = '/v2/customers/external/practicehub/PAT-12345';
    const created = await upsert(path, { email: 'customer@example.com' });
    expect(created.status).toBe(201);
    expect(created.body.created).toBe(true);
    expect(created.headers['upsert-outcome']).toBe('created');
    expect(created.headers.location).toBe(`/v2/customers/${created.body.data.id}`);
    expect(Object.keys(created.body.data)).toEqual([
      'id',
      'merchantId',
      'merchantRefId',
      'email',
      'externalRefs',
      'createdAt',
      'updatedAt',
    ]);

    const again = await upsert(path, { email: 'customer@example.com', name: 'A Name' });
    expect(again.status).toBe(200);
    expect(again.body.created).toBe(false);
    expect(again.headers['upsert-outcome']).toBe('updated');
    expect(again.body.data).toMatchObject({ id: created.body.data.id, name: 'A Name' });
  });
});

describe('merge', () => {
  test('keeps what is left out, clears what is null, and merges objects key by key', async () => {
    const { path, email } = fresh();
    await upsert(path, {
      email,
      name: 'Kari',
      phone: '22',
      metadata: { a: 1, b: { c: 2 } },
      custom_fields: { x: 1 },
    });
    const { body } = await upsert(path, { email, phone: null, metadata: { a: null, d: 4 } });
    expect(body.data).toMatchObject({
      name: 'Kari',
      metadata: { b: { c: 2 }, d: 4 },
      customFields: { x: 1 },
    });
    expect(body.data).not.toHaveProperty('phone');
  });

  test('an email cannot be cleared', async () => {
    const { path, email } = fresh();
    await upsert(path, { email });
    const { status, body } = await upsert(path, { email: null });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      param: 'email',
      details: { fields: { email: ['must be a string'] } },
    });
  });
});
