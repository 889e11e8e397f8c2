import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadContract } from '../../src/contract/load.ts';
import type { Operation } from '../../src/contract/operations.ts';
import { LANGUAGES, type LanguageLabel } from '../../src/http/docs/samples/languages.ts';
import { SAMPLE_ORIGIN, sampleCall } from '../../src/http/docs/samples/sample-call.ts';
import { templateOf } from '../../src/http/docs/samples/templates.ts';
import { fillSample, type SampleCall } from '../../src/http/pages/assets/fill-sample.js';
import { TestServer } from '../support/test-server.ts';

const run = promisify(execFile);
const { operations } = loadContract();
const CLIENT = new URL('../../dist/client/index.js', import.meta.url).pathname;

/** A body with the characters that the languages treat in a special way. */
const BODY = JSON.stringify({
  email: 'ida@example.com',
  name: `'";\\ $HOME #{1} \`id\` %s {0} """ æ \u{1F600}`,
  metadata: { yes: true, no: false, none: 0, list: [1, 'true', { null: 'null' }], empty: {} },
});

let folder: string;
/** A server for each language, so that the samples do not share customers. */
let servers: Record<'curl' | 'TypeScript' | 'JavaScript' | 'Java', TestServer>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'samples-'));
  const [curl, TypeScript, JavaScript, Java] = await Promise.all([1, 2, 3, 4].map(() => TestServer.start()));
  servers = { curl, TypeScript, JavaScript, Java } as typeof servers;
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

function sampleOf(operation: Operation, label: LanguageLabel, call: Partial<SampleCall> = {}): string {
  const language = LANGUAGES.find((one) => one.label === label) ?? LANGUAGES[0];
  return fillSample(templateOf(operation, label), language, { ...sampleCall(operation), ...call });
}

/** Returns the output of a program, with its error. */
async function outputOf(server: TestServer, program: string, args: string[]): Promise<string> {
  const env = { ...process.env, UPSERTD_API_KEY: server.key };
  const { stdout, stderr } = await run(program, args, { env }).catch((error) => error);
  return stdout + stderr;
}

const RUN = {
  curl: (source: string) => outputOf(servers.curl, 'bash', ['-c', `${source} --silent --show-error`]),
  TypeScript: (source: string) =>
    outputOf(servers.TypeScript, process.execPath, [
      '--input-type=module-typescript',
      '--eval',
      source.replace("'upsertd/client'", `'${CLIENT}'`),
    ]),
  JavaScript: (source: string) =>
    outputOf(servers.JavaScript, process.execPath, ['--input-type=module', '--eval', source]),
  /** Java runs a file, so the statements of the sample are put into a class. */
  Java: async (source: string) => {
    const [imports = '', statements = ''] = source.split(/\n\n(?!import)(.*)/s);
    const file = join(folder, 'Sample.java');
    const main = `public static void main(String[] args) throws Exception {\n${statements}\n}`;
    await writeFile(file, `${imports}\nclass Sample {\n${main}\n}\n`);
    return outputOf(servers.Java, 'java', [file]);
  },
};
type Runnable = keyof typeof RUN;

function sampleFor(label: Runnable, operation: Operation, call?: Partial<SampleCall>) {
  return sampleOf(operation, label, { origin: servers[label].url, ...call });
}

describe('the samples of the reference', () => {
  const cases = operations.flatMap((operation) =>
    (['curl', 'TypeScript', 'JavaScript'] as const).map((label) => [operation.id, label, operation] as const),
  );
  test.each(cases)('of %s in %s are accepted by the server', async (_id, label, operation) => {
    const { values } = sampleCall(operation);
    // A key can use only the sync states of its own merchant.
    const own = 'path:merchantId' in values ? { 'path:merchantId': servers[label].tenant.merchantId } : {};
    const output = await RUN[label](sampleFor(label, operation, { values: { ...values, ...own } }));
    // The resources that the examples name may be missing; no other error is allowed.
    if (/resource_missing|conflict/.test(output)) return;
    expect(output).not.toMatch(/error/i);
    expect(output).toMatch(/"?(data|results|id)"?:/);
  });

  const upsert = operations.find(({ id }) => id === 'upsertCustomerByExternalId') as Operation;
  test.each(['curl', 'TypeScript', 'JavaScript', 'Java'] as const)(
    'in %s send each character of the parameters and of the body',
    async (label) => {
      const externalId = `${label} /?#&'"\\$(id)\`%41 æ`;
      const values = {
        'path:source': 'practicehub',
        'path:externalId': externalId,
        'header:Idempotency-Key': `it's-"\\${label}`,
        'header:If-None-Match': '*',
      };
      const output = await RUN[label](sampleFor(label, upsert, { values, body: BODY }));
      const { url, key } = servers[label];
      const path = `/v2/customers/external/practicehub/${encodeURIComponent(externalId)}`;
      const response = await fetch(url + path, { headers: { 'x-api-key': key } });
      expect(response.status, output).toBe(200);
      const { data } = await response.json();
      const { email, name, metadata } = JSON.parse(BODY);
      expect(data).toMatchObject({ email, name, metadata, externalRefs: [{ externalId }] });
    },
  );

  test('in Python are valid, and their body is equal to the JSON', async () => {
    const sources = operations.flatMap((operation) =>
      operation.body ? [sampleOf(operation, 'Python', { body: BODY })] : [],
    );
    const check = `import ast, json, sys
for source in json.loads(sys.argv[1]):
    [body] = [k.value for k in ast.walk(ast.parse(source)) if isinstance(k, ast.keyword) and k.arg == "json"]
    print(json.dumps(ast.literal_eval(body)))`;
    const { stdout } = await run('python3', ['-c', check, JSON.stringify(sources)]);
    const bodies = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(bodies).toEqual(sources.map(() => JSON.parse(BODY)));
  });

  test.each(['PHP', 'Go', 'Ruby', 'C#'] as const)(
    'in %s contain the JSON in a text that keeps it',
    (label) => {
      const [before = '', text = '', after = ''] = {
        PHP: ["<<<'JSON'\n", BODY, '\nJSON);'],
        Go: ['`', BODY.replaceAll('`', '\\u0060'), '`'],
        Ruby: ["<<~'JSON'\n", BODY, '\nJSON\n'],
        'C#': ['"""\n', BODY, '\n"""'],
      }[label];
      expect(sampleOf(upsert, label, { body: BODY })).toContain(before + text + after);
      expect(JSON.parse(text)).toEqual(JSON.parse(BODY));
    },
  );

  test.each(LANGUAGES.map(({ label }) => label))(
    'in %s contain no unfilled place, and read the key from the environment',
    (label) => {
      for (const operation of operations) {
        const source = sampleOf(operation, label);
        expect(source).not.toMatch(/UPSERTD_(?!API_KEY)/);
        expect(source).toContain('UPSERTD_API_KEY');
        expect(source).toContain(SAMPLE_ORIGIN);
      }
    },
  );
});
