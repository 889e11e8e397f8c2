import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Running, Served } from '../../support/command-line.ts';
import { runTool } from '../../support/run-tool.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { GeneratedClient } from './generated-client.ts';
import { PROGRAMS } from './programs.ts';

const SERVED = { created: true, renamed: 'Kari', listed: ['kari@example.com'], refused: 'unauthenticated' };

/** The mock returns the examples of the spec. */
const MOCKED = {
  created: true,
  renamed: 'Ingrid Solberg',
  listed: ['jonas.berg@example.com', 'ingrid.solberg@example.com'],
  refused: 'unauthenticated',
};

test.each(Object.entries(PROGRAMS))(
  'a client of %s, generated from /openapi.yaml, compiles in strict mode and works on serve and on mock',
  async (_name, { commands, files = {}, program }) => {
    const cwd = tempFolder();
    const client = new GeneratedClient(cwd);
    const served = await Served.start({ cwd });
    const mock = new Running(['mock', '--port', '0'], { cwd });
    const [, mocked = ''] = await mock.outputs(/ at (https?:\S+)\/v2\./);
    writeFileSync(join(cwd, 'openapi.yaml'), await (await fetch(`${served.url}/openapi.yaml`)).text());
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    for (const [command, ...args] of commands) {
      const made = await runTool(command, args, { cwd });
      expect(made.code, made.output).toBe(0);
    }
    expect(client.compile(program)).toEqual([]);
    expect(await client.walk(served.url, served.key)).toEqual(SERVED);
    expect(await client.walk(mocked, 'any')).toEqual(MOCKED);
  },
);
