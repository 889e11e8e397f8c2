import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = `
import { ApiError, createClient, type UpsertCustomerBody, type UpsertResult } from 'upsertd/client';

const client = createClient({ baseUrl: 'http://127.0.0.1:9/v2', apiKey: 'rk_sandbox_x', retries: 0 });
const body: UpsertCustomerBody = { email: 'kari@example.com', name: 'Kari' };

export async function sync(): Promise<string> {
  try {
    const result: UpsertResult = await client.customers.upsert('crm', 'PAT-1', body);
    return result.outcome === 'stale' ? result.reason : result.data.id;
  } catch (error) {
    return error instanceof ApiError && error.code === 'conflict' ? error.details.customer_id : String(error);
  }
}
console.log(await sync());
`;

let folder: string;
let program: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upsertd-consumer-'));
  program = join(folder, 'program.ts');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(import.meta.dirname, '../..'), join(folder, 'node_modules/upsertd'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(program, PROGRAM);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the client in the built package', () => {
  test('has types with which a strict program compiles', () => {
    const checked = ts.createProgram([program], {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipDefaultLibCheck: true,
      noEmit: true,
    });
    const errors = ts.getPreEmitDiagnostics(checked).map(({ messageText }) => messageText);
    expect(errors).toEqual([]);
    const sources = checked.getSourceFiles().map(({ fileName }) => fileName);
    expect(sources.filter((name) => /\/dist\/client\/index\.d\.ts$/.test(name))).toHaveLength(1);
    expect(sources.filter((name) => /\/src\/client\//.test(name))).toEqual([]);
  });

  test('runs in a program that imports it', () => {
    const printed = execFileSync(process.execPath, [program], { encoding: 'utf8' });
    expect(printed).toMatch(/^ConnectionError: No response from http:\/\/127\.0\.0\.1:9 /);
  });
});
