import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ emailMatch: 'refuse' });
});
afterAll(() => server.stop());

const put = (path: string, body: object) => server.as().put(path).send(body);

describe('with --email-match refuse, a known email under a new reference', () => {
  test('is a conflict that names the customer, and nothing is written', async () => {
    const [email, mother, child] = [freshEmail(), freshPath('practicehub'), freshPath('wodify')];
    await put(mother, { email, name: 'Mother' });
    const before = await server.as().get(mother);
    const { status, body } = await put(child, { email: email.toUpperCase(), name: 'Child' });
    expect([status, body.error.code, body.error.param]).toEqual([409, 'conflict', 'email']);
    expect(body.error.details).toEqual({
      customer_id: before.body.data.id,
      source: 'practicehub',
      external_id: mother.split('/').at(-1),
    });
    expect((await server.as().get(child)).status).toBe(404);
    expect((await server.as().get(mother)).body.data).toEqual(before.body.data);
  });

  test('is a conflict also if the customer has no reference', async () => {
    const email = freshEmail();
    await server.as().post('/v2/customers').send({ email });
    expect((await put(freshPath(), { email })).body.error.code).toBe('conflict');
  });

  test('fails only its item of a batch, also if an earlier item created the customer', async () => {
    const email = freshEmail();
    const customers = [
      { external_id: '1', email },
      { external_id: '2', email },
      { external_id: '3', email: freshEmail() },
    ];
    const { body } = await put('/v2/customers/external/batch', { source: 'wodify', customers });
    expect(body).toMatchObject({ created: 2, failed: [{ external_id: '2' }] });
  });

  test('does not affect a reference that is known, and a new email creates a customer', async () => {
    const [email, path] = [freshEmail(), freshPath()];
    expect((await put(path, { email })).status).toBe(201);
    expect((await put(path, { email, name: 'New' })).headers['upsert-outcome']).toBe('updated');
  });
});

test('--email-match refuse has no effect where emails are shared', async () => {
  const shared = await TestServer.start({ emailMatch: 'refuse', sharedEmails: 'allow' });
  const email = freshEmail();
  for (const path of [freshPath('practicehub'), freshPath('wodify')]) {
    expect((await shared.as().put(path).send({ email })).headers['upsert-outcome']).toBe('created');
  }
  await shared.stop();
});
