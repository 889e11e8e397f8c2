import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { beforeEach, describe, expect, test } from 'vitest';
import { Served } from '../../support/command-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** The result that each generated client must reach. */
const WALKED = {
  statuses: [201, 200],
  outcomes: ['created', 'updated'],
  read: 'Kari',
  listed: { names: ['Kari'], total: 1 },
  batch: { created: 1, failed: ['PAT-3'], outcomes: ['created', 'failed'] },
  refused: { status: 409, code: 'conflict', ownedByFirst: true },
};

const HEY_API = `
import { client } from './hey-api/client.gen.js';
import * as api from './hey-api/index.js';

// @ts-expect-error the email is missing
export const withoutEmail: api.UpsertCustomerBody = { name: 'Kari' };

export async function walk(baseUrl: string, auth: string) {
  client.setConfig({ baseUrl, auth });
  const upsert = (externalId: string, body: api.UpsertCustomerBody) =>
    api.upsertCustomerByExternalId({ path: { source: 'practicehub', externalId }, body });

  const first = await upsert('PAT/1', { email: 'kari@example.com' });
  const second = await upsert('PAT/1', { email: 'kari@example.com', name: 'Kari' });
  if (!first.data || !('data' in first.data)) throw new Error('The first upsert was refused or stale.');
  const { id } = first.data.data;
  const read = await api.getCustomer({ path: { id }, throwOnError: true });
  const listed = await api.listCustomers({ query: { email: 'kari@example.com' }, throwOnError: true });
  const customers: api.BatchItem[] = [
    { external_id: 'PAT-2', email: 'ola@example.com' },
    { external_id: 'PAT-3', email: 'not-an-email' },
  ];
  const batch = await api.batchUpsertCustomers({ body: { source: 'practicehub', customers }, throwOnError: true });
  const refused = await upsert('PAT-4', { email: 'kari@example.com' });
  if (refused.error?.error.code !== 'conflict') throw new Error('The email was given away.');

  // @ts-expect-error a customer has no such field
  read.data.data.nickname;

  return {
    statuses: [first.response?.status, second.response?.status],
    outcomes: [first, second].map(({ response }) => response?.headers.get('upsert-outcome')),
    read: read.data.data.name,
    listed: { names: listed.data.data.map(({ name }) => name), total: listed.data.pagination.total },
    batch: {
      created: batch.data.created,
      failed: batch.data.failed.map(({ external_id }) => external_id),
      outcomes: batch.data.results.map(({ outcome }) => outcome),
    },
    refused: {
      status: refused.response?.status,
      code: refused.error.error.code,
      ownedByFirst: refused.error.error.details?.customer_id === id,
    },
  };
}
`;

const ORVAL = `
import * as api from './orval.js';

// @ts-expect-error the email is missing
export const withoutEmail: api.UpsertCustomerBody = { name: 'Kari' };

export async function walk(_baseUrl: string, key: string) {
  const init = { headers: { 'x-api-key': key } };
  const upsert = (externalId: string, body: api.UpsertCustomerBody) =>
    api.upsertCustomerByExternalId('practicehub', externalId, body, init);

  const first = await upsert('PAT/1', { email: 'kari@example.com' });
  const second = await upsert('PAT/1', { email: 'kari@example.com', name: 'Kari' });
  if (first.status !== 201 || second.status !== 200) throw new Error('An upsert was refused.');
  const { id } = first.data.data;
  const read = await api.getCustomer(id, init);
  const listed = await api.listCustomers({ email: 'kari@example.com' }, init);
  const customers: api.BatchItem[] = [
    { external_id: 'PAT-2', email: 'ola@example.com' },
    { external_id: 'PAT-3', email: 'not-an-email' },
  ];
  const batch = await api.batchUpsertCustomers({ source: 'practicehub', customers }, {}, init);
  if (read.status !== 200 || listed.status !== 200 || batch.status !== 200) throw new Error('A request was refused.');
  const refused = await upsert('PAT-4', { email: 'kari@example.com' });
  if (refused.status !== 409 || refused.data.error.code !== 'conflict') throw new Error('The email was given away.');

  // @ts-expect-error a customer has no such field
  read.data.data.nickname;

  return {
    statuses: [first.status, second.status],
    outcomes: [first, second].map(({ headers }) => headers.get('upsert-outcome')),
    read: read.data.data.name,
    listed: { names: listed.data.data.map(({ name }) => name), total: listed.data.pagination.total },
    batch: {
      created: batch.data.created,
      failed: batch.data.failed.map(({ external_id }) => external_id),
      outcomes: batch.data.results.map(({ outcome }) => outcome),
    },
    refused: {
      status: refused.status,
      code: refused.data.error.code,
      ownedByFirst: refused.data.error.details.customer_id === id,
    },
  };
}
`;

let folder: string;
let served: Served;

beforeEach(async () => {
  folder = tempFolder();
  served = await Served.start({ cwd: folder });
});

/** Compiles a program and its generated client, and returns the errors. It writes the JavaScript next to them. */
function compile(program: string): string[] {
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'program.ts'), program);
  const compiled = ts.createProgram([join(folder, 'program.ts')], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipDefaultLibCheck: true,
  });
  compiled.emit();
  return ts
    .getPreEmitDiagnostics(compiled)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

async function walk(): Promise<unknown> {
  const program = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'program.js')).href);
  return program.walk(served.url, served.key);
}

describe('from the spec that the server serves', () => {
  test('hey-api generates a client that compiles in strict mode and synchronises customers', async () => {
    const spec = `${served.url}/openapi.yaml`;
    const made = await runTool('openapi-ts', ['-i', spec, '-o', 'hey-api', '--no-log-file'], { cwd: folder });
    expect(made.code, made.output).toBe(0);
    expect(compile(HEY_API)).toEqual([]);
    expect(await walk()).toEqual(WALKED);
  });

  test('orval generates a client that compiles in strict mode and synchronises customers', async () => {
    const output = {
      target: 'orval.ts',
      client: 'fetch',
      baseUrl: served.url,
      // Otherwise it does not encode the slash of an external id in the path.
      urlEncodeParameters: true,
    };
    const config = { upsertd: { input: `${served.url}/openapi.yaml`, output } };
    writeFileSync(join(folder, 'orval.config.json'), JSON.stringify(config));
    const made = await runTool('orval', ['--config', 'orval.config.json'], { cwd: folder });
    expect(made.code, made.output).toBe(0);
    expect(compile(ORVAL)).toEqual([]);
    expect(await walk()).toEqual(WALKED);
  });
});
