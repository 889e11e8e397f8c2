import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Document } from '../../../src/contract/document.ts';
import { loadContract } from '../../../src/contract/load.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { forSpecmatic } from './specmatic-document.ts';

const JAR = resolve('test/e2e/node_modules/specmatic/specmatic.jar');
const RELEASED = 'openapi/released';

/** The URL of no server, because Specmatic sends no request here. */
const NOBODY = {
  customerId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d10',
  eventId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d11',
  merchantId: '0198c5e0-7b1a-7c44-9d3e-5f0a2b6c8d12',
};

test('the spec has no breaking change since the last release', async () => {
  const { code, output } = await compare(lastReleased(), loadContract().document);
  expect([code, output]).toEqual([0, expect.stringContaining('(COMPATIBLE)')]);
});

test('Specmatic finds a removed operation and a new required field', async () => {
  const changed = structuredClone(loadContract().document) as unknown as Changeable;
  delete changed.paths['/v2/events/{id}'];
  changed.components.schemas.CreateCustomerBody.required.push('name');
  const { code, output } = await compare(loadContract().document, changed as unknown as Document);
  expect([code, output]).toEqual([1, expect.stringContaining('(INCOMPATIBLE)')]);
  expect(output).toContain('API: GET /v2/events/(id:Id) -> 200');
  expect(output).toContain('New specification expects property "name" in the request');
});

interface Changeable {
  paths: Record<string, unknown>;
  components: { schemas: { CreateCustomerBody: { required: string[] } } };
}

function lastReleased(): Document {
  const [last = ''] = readdirSync(RELEASED).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return JSON.parse(readFileSync(join(RELEASED, last), 'utf8')) as Document;
}

/** Creates a repository, because Specmatic compares its working tree with a branch. */
async function compare(old: Document, changed: Document): Promise<{ code: number | null; output: string }> {
  const cwd = tempFolder();
  const git = (...args: string[]) =>
    runTool('git', ['-c', 'user.name=judge', '-c', 'user.email=judge@example.com', ...args], { cwd });
  const write = (document: Document, indent: number) =>
    writeFileSync(join(cwd, 'openapi.json'), JSON.stringify(forSpecmatic(document, NOBODY), null, indent));
  await git('init', '--initial-branch', 'released');
  write(old, 1);
  await git('add', '.');
  await git('commit', '--message', 'released');
  await git('checkout', '-b', 'now');
  // The indentation differs, because Specmatic does not read an unchanged file.
  write(changed, 2);
  await git('commit', '--all', '--message', 'now');
  return runTool(
    'java',
    ['-Xmx1g', '-jar', JAR, 'backward-compatibility-check', '--base-branch', 'released'],
    { cwd },
  );
}
