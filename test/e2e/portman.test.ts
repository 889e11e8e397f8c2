import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ENABLED = { enabled: true };
const disabled = (...keys: string[]) => keys.map((key) => ({ key, disable: true }));

const configOf = (key: string) => ({
  version: 1,
  globals: { securityOverwrites: { apiKey: { key: 'x-api-key', value: key, in: 'header' } } },
  // Portman sends every optional parameter with its example. These depend on earlier responses.
  overwrites: [
    {
      openApiOperation: 'GET::/*',
      overwriteRequestQueryParams: disabled('starting_after', 'ending_before', 'after'),
      overwriteRequestHeaders: disabled('If-Match', 'If-None-Match'),
    },
  ],
  tests: {
    contractTests: [
      {
        openApiOperation: 'GET::/*',
        statusSuccess: ENABLED,
        contentType: ENABLED,
        jsonBody: ENABLED,
        schemaValidation: ENABLED,
        headersPresent: ENABLED,
      },
    ],
  },
});

test('the contract tests of Portman pass in newman, for every read of customers and events after seed clinic', async () => {
  const cwd = tempFolder();
  await upsertd(['seed', 'clinic'], { cwd });
  const { stdout } = await upsertd(['keys', 'create', '--mode', 'sandbox', '--name', 'portman'], { cwd });
  const served = await Served.start({ cwd });
  writeFileSync(join(cwd, 'openapi.yaml'), await (await fetch(`${served.url}/openapi.yaml`)).text());
  writeFileSync(join(cwd, 'portman.json'), JSON.stringify(configOf(stdout.trim())));
  const options = ['parametersResolution', 'requestParametersResolution', 'exampleParametersResolution'];
  writeFileSync(
    join(cwd, 'postman.json'),
    JSON.stringify(Object.fromEntries(options.map((name) => [name, 'Example']))),
  );
  const files = ['-l', 'openapi.yaml', '-c', 'portman.json', '-s', 'postman.json', '-o', 'collection.json'];
  const made = await runTool('portman', [...files, '-b', served.url], { cwd });
  expect(made.code, made.output).toBe(0);
  const folders = ['--folder', 'customers', '--folder', 'events'];
  const run = await runTool('newman', ['run', 'collection.json', ...folders], { cwd });
  expect(run.output).toMatch(/assertions +│ +[1-9]\d+ +│ +0 /);
  expect(run.code).toBe(0);
});
