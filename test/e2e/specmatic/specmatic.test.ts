import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loosenItems } from '../../../src/contract/derive.ts';
import { loadContract } from '../../../src/contract/load.ts';
import { Served, upsertd } from '../../support/command-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { makeDatabase } from '../../support/test-database.ts';
import { forSpecmatic } from './specmatic-document.ts';

const JAR = resolve('test/e2e/node_modules/specmatic/specmatic.jar');

/** The largest number of bodies that Specmatic creates for an operation; without a limit it creates millions. */
const BODIES = '6';

test.for(['SQLite', 'PostgreSQL'])(
  'Specmatic finds no valid or invalid request whose response breaks the spec, on %s',
  async (store) => {
    const cwd = tempFolder();
    const env = store === 'PostgreSQL' ? { UPSERTD_DATABASE: await makeDatabase() } : {};
    await upsertd(['seed', 'clinic'], { cwd, env });
    const key = (
      await upsertd(['keys', 'create', '--mode', 'sandbox', '--name', 'judge'], { cwd, env })
    ).stdout.trim();
    const served = await Served.start({ cwd, env });
    const newest = async (path: string) => {
      const { data } = (await (await served.fetch(path, { key })).json()) as { data: Listed[] };
      return data[0] ?? { id: '', merchantId: '' };
    };
    const customer = await newest('/v2/customers?external_id=PAT-12345');
    const { id: eventId } = await newest('/v2/events');
    const seeded = { customerId: customer.id, eventId, merchantId: customer.merchantId };
    const spec = join(cwd, 'openapi.json');
    writeFileSync(spec, JSON.stringify(forSpecmatic(loosenItems(loadContract().document), seeded)));

    const { code, output } = await runTool(
      'java',
      ['-Xmx1g', '-jar', JAR, 'test', spec, `--testBaseURL=${served.url}`],
      {
        cwd,
        env: { apiKey: key, SPECMATIC_GENERATIVE_TESTS: 'true', MAX_TEST_REQUEST_COMBINATIONS: BODIES },
      },
    );
    const [counts = ''] = /^Tests run: .*$/m.exec(output) ?? [];
    process.stdout.write(`Specmatic: ${counts}\n`);
    expect(counts, unsuccessful(output)).toMatch(/^Tests run: \d{3,}, .* Failures: 0, .* Errors: 0$/);
    expect(code).toBe(0);
  },
);

interface Listed {
  readonly id: string;
  readonly merchantId: string;
}

/** Returns the failed scenarios. */
function unsuccessful(output: string): string {
  return output.slice(output.indexOf('Unsuccessful Scenarios')).slice(0, 20_000);
}
