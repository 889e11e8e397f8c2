import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Served } from '../support/command-line.ts';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

const require = createRequire(import.meta.url);

let cwd: string;
let served: Served;
let spec: string;
beforeEach(async () => {
  cwd = tempFolder();
  served = await Served.start({ cwd });
  spec = await (await fetch(`${served.url}/openapi.yaml`)).text();
  writeFileSync(join(cwd, 'openapi.yaml'), spec);
});

test('Postman imports the spec with its base URL and its API key', async () => {
  const made = await runTool('openapi2postmanv2', ['-s', 'openapi.yaml', '-o', 'collection.json'], { cwd });
  expect(made.code, made.output).toBe(0);
  const collection = JSON.parse(readFileSync(join(cwd, 'collection.json'), 'utf8'));
  expect(collection.variable).toContainEqual(expect.objectContaining({ key: 'baseUrl', value: served.url }));
  expect(collection.auth.type).toBe('apikey');
  expect(collection.auth.apikey).toContainEqual(expect.objectContaining({ key: 'key', value: 'x-api-key' }));
});

test('Bruno imports the spec with its base URL and its API key', async () => {
  const { openApiToBruno } = require('./node_modules/@usebruno/converters');
  const { environments, root } = await openApiToBruno(parse(spec));
  expect(environments[0].variables).toContainEqual(
    expect.objectContaining({ name: 'baseUrl', value: served.url }),
  );
  expect(root.request.auth).toMatchObject({
    mode: 'apikey',
    apikey: { key: 'x-api-key', placement: 'header' },
  });
});

test('Spectral finds nothing to improve in the spec, by its rules for OpenAPI', async () => {
  writeFileSync(join(cwd, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');
  const linted = await runTool('spectral', ['lint', 'openapi.yaml', '--fail-severity', 'hint'], { cwd });
  expect([linted.code, linted.output.trim()]).toEqual([
    0,
    "No results with a severity of 'hint' or higher found!",
  ]);
});
