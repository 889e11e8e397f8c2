import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeWorkbook } from './workbook.ts';

const MAIN = join(import.meta.dirname, '../../../dist/cli/main.js');

/** Checks the rows of standard input in a process of its own. */
async function checkInput(input: string | Uint8Array, ...args: string[]) {
  const child = spawn(
    process.execPath,
    [MAIN, 'import', '-', '--source', 'crm', '--dry-run', '--json', ...args],
    {
      env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      cwd: tempFolder(),
    },
  );
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stderr, counts: stdout === '' ? undefined : JSON.parse(stdout) };
}

const CSV = 'external_id;email\n1;ola@example.com\n2;kari@example.com\n';

test.each([
  ['CSV', CSV],
  ['CSV in UTF-16', Buffer.from(`\uFEFF${CSV}`, 'utf16le')],
  ['CSV compressed by gzip', gzipSync(CSV)],
  ['NDJSON', '{"external_id":1,"email":"ola@example.com"}\n{"external_id":2,"email":"kari@example.com"}'],
  [
    'a JSON list',
    '[{"external_id":1,"email":"ola@example.com"},{"external_id":2,"email":"kari@example.com"}]',
  ],
  [
    'an .xlsx workbook',
    makeWorkbook({
      List: CSV.trim()
        .split('\n')
        .map((line) => line.split(';')),
    }),
  ],
])('import - reads %s from standard input', async (_name, input) => {
  expect(await checkInput(input)).toMatchObject({ code: 0, counts: { read: 2, valid: 2, rejected: 0 } });
});

test('import - reads standard input in the format of --format', async () => {
  const ended = await checkInput('external_id,email\n', '--format', 'ndjson');
  expect(ended).toMatchObject({ code: 1, counts: { read: 1, rejected: 1 } });
});

test('import - refuses --resume, because standard input cannot be read again', async () => {
  const ended = await checkInput(CSV, '--resume');
  expect(ended.code).toBe(2);
});

test('import - refuses empty input and input that is cut off, and names it in the message', async () => {
  const empty = await checkInput('');
  expect(empty).toMatchObject({ code: 1, counts: undefined });
  expect(empty.stderr).toBe('upsertd: standard input is empty; its first record must name the columns.\n');
  const packed = gzipSync(CSV);
  const cut = await checkInput(packed.subarray(0, packed.length - 12));
  expect(cut.code).toBe(1);
  expect(cut.stderr).toMatch(/^upsertd: standard input ends before the end of its gzip data/);
});
