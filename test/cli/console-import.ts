import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Operator, TOKEN } from '../http/console/operator.ts';
import { Served } from '../support/command-line.ts';

/** A running server with a console that offers imports, and its signed-in operator. */
export interface ImportConsole {
  readonly served: Served;
  readonly operator: Operator;
  /** `MERCHANT.sandbox` and `MERCHANT.live` of the first merchant. */
  readonly sandbox: string;
  readonly live: string;
  /** The folder of the uploads. */
  readonly folder: string;
}

/** Starts the built program on the database in a folder. */
export async function openImportConsole(cwd: string, ...args: string[]): Promise<ImportConsole> {
  const env = { UPSERTD_CONSOLE_TOKEN: TOKEN, UPSERTD_LOG_LEVEL: 'warn' };
  const served = await Served.start({ cwd, env }, ...args);
  const operator = await Operator.signedIn(served);
  onTestFinished(() => operator.close());
  const { text } = await operator.get('/console/imports');
  const [, merchant = ''] = /<option value="([^"]+)\.sandbox"/.exec(text) ?? [];
  return {
    served,
    operator,
    sandbox: `${merchant}.sandbox`,
    live: `${merchant}.live`,
    folder: join(cwd, 'upsertd.db-imports'),
  };
}

/** Uploads a file, and waits for the mapping. @returns the path of its page. */
export async function uploadFile(
  { operator }: ImportConsole,
  tenant: string,
  file: { readonly name: string; readonly content: BlobPart },
): Promise<string> {
  const { status, location } = await operator.upload('/console/imports', { tenant, source: 'crm' }, file);
  expect(status).toBe(303);
  const path = location.replace(/\/mapping$/, '');
  await settled(operator, location);
  return path;
}

/** Waits until the running task of a file has ended. @returns the page. */
export async function settled(operator: Operator, path: string): Promise<string> {
  for (;;) {
    const { status, headers, text } = await operator.get(path);
    if (status === 303) path = String(headers.location);
    else if (!text.includes('data-live')) return text;
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Sends the mapping as the page shows it, and waits for the result of the dry run. @returns the page of the result. */
export async function dryRun(
  operator: Operator,
  path: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const { text } = await operator.get(`${path}/mapping`);
  const map = [...text.matchAll(/<select name="map"[^>]*>(.*?)<\/select>/g)].map(
    ([, options = '']) => /value="([^"]*)" selected/.exec(options)?.[1] ?? '',
  );
  const { status } = await operator.post(`${path}/mapping`, {
    source: 'crm',
    map,
    next: 'dry_run',
    ...fields,
  });
  expect(status).toBe(303);
  return settled(operator, path);
}

/** Starts the import and waits for its end. @returns the page of the result. */
export async function runImport(
  operator: Operator,
  path: string,
  fields: Record<string, string> = {},
): Promise<string> {
  expect((await operator.post(`${path}/run`, fields)).status).toBe(303);
  return settled(operator, path);
}

/** Returns the counts that a page shows, by name. */
export function countsOf(page: string): Record<string, number> {
  const found = page.matchAll(/<dt>(\w+)<\/dt><dd>([\d,]+)<\/dd>/g);
  return Object.fromEntries([...found].map(([, name, count]) => [name, Number(count?.replaceAll(',', ''))]));
}

/** Returns the states of the keys that imports have used. */
export async function importKeys(operator: Operator): Promise<string[]> {
  const { text } = await operator.get('/console/keys');
  const rows = text.split('<tr>').filter((row) => row.includes('console import'));
  return rows.map((row) => /badge (active|revoked|expired)/.exec(row)?.[1] ?? '');
}
