import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refuseOldNode } from '../../src/cli/node-version.ts';
import { upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Returns the options that make Node report another version before the program runs. */
const pretend = (version: string) => [
  '--import',
  `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'${version}'})`,
];

describe('an old Node', () => {
  test('is refused in one line that names the required version and its source', async () => {
    const ended = await upsertd(['serve'], { cwd: tempFolder(), nodeOptions: pretend('20.11.1') });
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'upsertd: This program needs Node 24 or newer; this is Node 20.11.1. Install it from https://nodejs.org, or with npm: npm install --global node@24\n',
    });
  });

  test('is any version before the one in package.json', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(engines.node).toBe('>=24');
    for (const version of ['18.20.8', '20.20.2', '22.0.0', '23.11.0']) {
      expect(refuseOldNode(version)).toContain(version);
    }
    for (const version of ['24.0.0', '24.21.0', '25.1.0', '100.0.0', '26.0.0-nightly']) {
      expect(refuseOldNode(version)).toBeUndefined();
    }
  });
});
