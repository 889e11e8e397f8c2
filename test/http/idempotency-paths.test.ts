import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshEmail, freshNumber, freshPath } from '../support/fresh.ts';
import { TestServer } from '../support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.stop());

const freshKey = () => `path-${freshNumber()}`;

async function newCustomer(): Promise<string> {
  const { body } = await server.as().post('/v2/customers').send({ email: freshEmail(), name: 'First' });
  return body.data.id;
}

const patch = (id: string, key: string, body: object) =>
  server.as().patch(`/v2/customers/${id}`).set('Idempotency-Key', key).send(body);

describe('an Idempotency-Key', () => {
  test.each<[string, (id: string) => string]>([
    ['in upper case', (id) => id.toUpperCase()],
    ['percent-encoded', (id) => id.replaceAll('-', '%2D')],
    ['percent-encoded in upper case', (id) => id.toUpperCase().replace(/^./, '%30')],
  ])('finds the stored response when the retry has the customer id %s', async (_form, rewrite) => {
    const [id, key] = [await newCustomer(), freshKey()];
    const first = await patch(id, key, { name: 'Second' });
    await patch(id, freshKey(), { name: 'Third' });
    const retry = await patch(rewrite(id), key, { name: 'Second' });
    expect(retry.headers['idempotency-replayed']).toBe('true');
    expect(retry.text).toBe(first.text);
    expect((await server.as().get(`/v2/customers/${id}`)).body.data.name).toBe('Third');
  });

  test('finds the stored refusal when the retry has the customer id in another case', async () => {
    const [id, key] = [await newCustomer(), freshKey()];
    const first = await patch(id, key, { email: 'no email' });
    const retry = await patch(id.toUpperCase(), key, { email: 'no email' });
    expect(first.status).toBe(400);
    expect(retry.headers['idempotency-replayed']).toBe('true');
    expect(retry.text).toBe(first.text);
  });

  test('conflicts with another body when that has the customer id in another case', async () => {
    const [id, key] = [await newCustomer(), freshKey()];
    await patch(id, key, { name: 'Second' });
    const other = await patch(id.toUpperCase(), key, { name: 'Third' });
    expect(other.body.error).toMatchObject({ code: 'idempotency_conflict' });
  });

  test('finds the stored response when the retry has the source in another case', async () => {
    const [path, key, email] = [freshPath('clinic'), freshKey(), freshEmail()];
    const put = (url: string) => server.as().put(url).set('Idempotency-Key', key).send({ email });
    const first = await put(path);
    const retry = await put(path.replace('clinic', 'Cl%49NIC'));
    expect(retry.headers['idempotency-replayed']).toBe('true');
    expect(retry.text).toBe(first.text);
  });

  test('is a different one if the external id has another case', async () => {
    const [path, key] = [freshPath(), freshKey()];
    const put = (url: string) =>
      server.as().put(url).set('Idempotency-Key', key).send({ email: freshEmail() });
    expect((await put(path)).status).toBe(201);
    expect((await put(path.replace('PAT', 'pat'))).status).toBe(201);
  });
});

describe('a UUID', () => {
  test('in a path is found in any case', async () => {
    const id = await newCustomer();
    const lower = await server.as().get(`/v2/customers/${id}`);
    const upper = await server.as().get(`/v2/customers/${id.toUpperCase()}`);
    expect(upper.text).toBe(lower.text);
    expect(upper.headers.etag).toBe(lower.headers.etag);
    const updated = await patch(id.toUpperCase(), freshKey(), { name: 'Second' });
    expect(updated.body.data).toMatchObject({ id, name: 'Second' });
  });

  test.each([
    ['/v2/customers/ID', 'id'],
    ['/v2/customers/ID/invoices', 'customerId'],
    ['/v2/events/ID', 'id'],
    ['/v2/events?customer_id=ID', 'customer_id'],
    ['/v2/events?starting_after=ID', 'starting_after'],
    ['/v2/events?ending_before=ID', 'ending_before'],
  ])('that is a URN is refused: %s', async (path, param) => {
    const { body } = await server.as().get(path.replace('ID', `urn:uuid:${await newCustomer()}`));
    expect(body.error).toMatchObject({ code: 'invalid_request', param, message: `${param} must be a UUID` });
  });
});
