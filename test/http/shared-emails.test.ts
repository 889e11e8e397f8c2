import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshEmail, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ sharedEmails: 'allow' });
});
afterAll(() => server.stop());

const put = (path: string, body: object) => server.as().put(path).send(body);

test('a shared email matches no customer: each reference creates one, and a warning counts the others', async () => {
  const email = freshEmail();
  const [mother, child, gym] = [freshPath(), freshPath(), freshPath('wodify')];
  expect((await put(mother, { email })).body).not.toHaveProperty('warnings');
  const second = await put(child, { email: email.toUpperCase() });
  expect(second.headers['upsert-outcome']).toBe('created');
  expect(second.body.warnings).toEqual(['email: 1 other customer has it too.']);
  const third = await put(gym, { email });
  expect(third.headers['upsert-outcome']).toBe('created');
  expect(third.body.warnings).toEqual(['email: 2 other customers have it too.']);
});

test('a shared email is accepted on every write', async () => {
  const email = freshEmail();
  const path = freshPath();
  await put(freshPath(), { email });
  const other = await put(path, { email: freshEmail() });
  expect((await put(path, { email })).headers['upsert-outcome']).toBe('updated');
  expect((await server.as().post('/v2/customers').send({ email })).body.warnings).toEqual([
    'email: 2 other customers have it too.',
  ]);
  const patched = await server.as().patch(`/v2/customers/${other.body.data.id}`).send({ name: 'Kari' });
  expect(patched.body.warnings).toEqual(['email: 2 other customers have it too.']);
  const { body } = await server.as().get('/v2/customers').query({ email });
  expect(body.pagination.total).toBe(3);
});

test('each of two customers with one email is updated through its own reference', async () => {
  const email = freshEmail();
  const [one, other] = [freshPath(), freshPath()];
  await put(one, { email, name: 'One' });
  await put(other, { email, name: 'Other' });
  await put(one, { email, name: 'Changed' });
  expect((await server.as().get(one)).body.data.name).toBe('Changed');
  expect((await server.as().get(other)).body.data.name).toBe('Other');
});
