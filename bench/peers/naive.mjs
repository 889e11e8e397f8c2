/** A simple server: Express, express-openapi-validator with the same spec, and one durable transaction per request. */
import { readFileSync } from 'node:fs';
import express from 'express';
import * as OpenApiValidator from 'express-openapi-validator';
import { openPeerDatabase, UPSERT } from './database.mjs';
import { options } from './options.mjs';

const { port, database: file } = options();
const upsert = openPeerDatabase(file, 'FULL').prepare(UPSERT).pluck();
const app = express();
app.use(express.json());
app.use(
  OpenApiValidator.middleware({
    apiSpec: JSON.parse(readFileSync('generated/openapi.json', 'utf8')),
    validateSecurity: false,
  }),
);
app.get('/healthz', (_request, response) => response.end());
app.put('/v2/customers/external/:source/:externalId', (request, response) => {
  const { source, externalId } = request.params;
  const { email, name } = request.body;
  const updatedAt = upsert.get(source, externalId, email, name, JSON.stringify(request.body), Date.now());
  response.json({ data: { ...request.body, updatedAt }, created: true });
});
app.listen(port, '127.0.0.1');
