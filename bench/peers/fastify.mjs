/**
 * Fastify with the spec's body schema, compiled, and SQLite with synchronous = NORMAL, which does not wait for the
 * disk: a power cut may lose acknowledged writes.
 */
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { openPeerDatabase, UPSERT } from './database.mjs';
import { options } from './options.mjs';

const { port, database: file } = options();
const upsert = openPeerDatabase(file, 'NORMAL').prepare(UPSERT).pluck();
const { components } = JSON.parse(readFileSync('generated/openapi.json', 'utf8'));
const { email, name, phone, city } = components.schemas.UpsertCustomerBody.properties;
const inline = ({ $ref, ...schema }) => ($ref ? components.schemas[$ref.split('/').pop()] : schema);
const text = (schema) => {
  const { type = 'string', minLength = 0, maxLength = 500 } = inline(schema);
  return { type, minLength, maxLength };
};
const body = {
  type: 'object',
  required: ['email'],
  properties: {
    email: { ...text(email), format: 'email' },
    name: text(name),
    phone: text(phone),
    city: text(city),
    country: { type: ['string', 'null'], pattern: '^[A-Za-z]{2}$' },
    metadata: { type: ['object', 'null'], additionalProperties: true },
  },
};
const app = Fastify();
app.get('/healthz', async () => '');
app.put('/v2/customers/external/:source/:externalId', { schema: { body } }, async (request) => {
  const { source, externalId } = request.params;
  const updatedAt = upsert.get(
    source,
    externalId,
    request.body.email,
    request.body.name,
    JSON.stringify(request.body),
    Date.now(),
  );
  return { data: { ...request.body, updatedAt }, created: true };
});
await app.listen({ port, host: '127.0.0.1' });
