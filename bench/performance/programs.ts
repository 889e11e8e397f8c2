import type { ServerName } from './servers.ts';

/** Names that the table and the chart show for the measured programs. */
export const PROGRAMS = {
  upsertd: 'upsertd',
  bare: 'bare node:http and SQLite server, no checks',
  naive: 'Express and OpenAPI validation, commit per request',
  Fastify: 'Fastify and SQLite, may lose writes in a power cut',
  Scalar: 'Scalar mock server, no database',
  Prism: 'Prism mock server, no database',
  Mockoon: 'Mockoon mock server, no database',
} as const satisfies Record<ServerName, string>;

export const WITH_IDEMPOTENCY_KEYS = 'upsertd with an Idempotency-Key per request';
