/** Scalar's mock server with the same spec, without a database. */
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { createMockServer } from '@scalar/mock-server';
import { options } from './options.mjs';

const document = readFileSync('generated/openapi.json', 'utf8');
const app = await createMockServer({ document });
serve({ fetch: app.fetch, port: options().port, hostname: '127.0.0.1' });
