import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import { samplesOf } from '../../src/http/docs/code-samples.ts';
import { SAMPLE_ORIGIN } from '../../src/http/docs/samples/sample-call.ts';
import { TestServer } from '../support/test-server.ts';

const run = promisify(execFile);
const { operations } = loadContract();
const CLIENT = new URL('../../dist/client/index.js', import.meta.url).pathname;

/** A server for each language, so that the samples do not share customers. */
let servers: Record<'curl' | 'TypeScript', TestServer>;
beforeAll(async () => {
  servers = { curl: await TestServer.start(), TypeScript: await TestServer.start() };
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

async function runCurl(source: string): Promise<string> {
  const { url, key } = servers.curl;
  const script = `${source.replaceAll(SAMPLE_ORIGIN, url)} --silent --show-error`;
  return (await run('bash', ['-c', script], { env: { ...process.env, UPSERTD_API_KEY: key } })).stdout;
}

/** Returns the output of a program, or its error. */
async function runTypeScript(source: string): Promise<string> {
  const { url, key } = servers.TypeScript;
  const script = source.replaceAll(SAMPLE_ORIGIN, url).replace("'upsertd/client'", `'${CLIENT}'`);
  const args = ['--input-type=module-typescript', '--eval', script];
  const env = { ...process.env, UPSERTD_API_KEY: key };
  return run(process.execPath, args, { env }).then(
    ({ stdout }) => stdout,
    ({ stderr }) => stderr,
  );
}

/** Replaces the ids, which each server creates itself. */
function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'an id');
}

describe('the samples of the reference', () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))(
    'of %s are accepted by the server from curl and from TypeScript',
    async (_id, operation) => {
      const [curl, typescript] = samplesOf(operation);
      const answer = JSON.parse(await runCurl(curl?.source ?? ''));
      const printed = await runTypeScript(typescript?.source ?? '');
      const { error } = answer;
      // The resources that the examples name may be missing; no other error is allowed.
      if (error) expect(error.code).toMatch(/resource_missing|conflict/);
      if (error) expect(withoutIds(printed)).toContain(`Error: ${withoutIds(error.message)}`);
      else for (const name of Object.keys(answer)) expect(printed).toContain(`${name}: `);
    },
  );

  test('are valid Python', async () => {
    const sources = operations.map((operation) => samplesOf(operation)[2]?.source ?? '');
    const check = 'import ast, json, sys; [ast.parse(one) for one in json.loads(sys.argv[1])]; print("read")';
    const { stdout } = await run('python3', ['-c', check, JSON.stringify(sources)]);
    expect(stdout).toBe('read\n');
  });
});
