import { makeSecret } from '../../src/domain/keys/key-gate.ts';
import { ServerProcess } from '../server-process.ts';

/** Commands that start the measured programs, each with its own database if it uses one. */
const COMMANDS = {
  upsertd: ['dist/cli/main.js', 'serve', '--log-level', 'silent', '--no-console', '--database'],
  bare: ['bench/peers/bare.mjs', '--database'],
  naive: ['bench/peers/naive.mjs', '--database'],
  Fastify: ['bench/peers/fastify.mjs', '--database'],
  Scalar: ['bench/peers/scalar.mjs'],
  Prism: ['test/e2e/node_modules/.bin/prism', 'mock', 'generated/openapi.json', '--verboseLevel', 'silent'],
  Mockoon: [
    'bench/node_modules/@mockoon/cli/bin/run.js',
    'start',
    '--data',
    'generated/openapi.json',
    '--disable-log-to-file',
  ],
} as const;

export type ServerName = keyof typeof COMMANDS;

export const KEY = makeSecret('sandbox');

export const HEADERS = { 'x-api-key': KEY, 'content-type': 'application/json' };

/** A first upsert, which every program can answer. */
export const FIRST_UPSERT = {
  path: '/v2/customers/external/practicehub/PAT-1',
  method: 'PUT',
  headers: HEADERS,
  body: JSON.stringify({ email: 'ingrid.solberg@example.com', name: 'Ingrid Solberg' }),
};

/** @param folder where the database goes. @returns the server, and the milliseconds until its first response. */
export function startServer(name: ServerName, folder: string) {
  const command: string[] = [process.execPath, ...COMMANDS[name]];
  if (command.at(-1) === '--database') {
    const file = `${folder}/${name}-${process.hrtime.bigint()}.db`;
    command.push(name === 'upsertd' ? `sqlite:${file}` : file);
  }
  return ServerProcess.start(command, FIRST_UPSERT, { UPSERTD_SANDBOX_KEY: KEY });
}
