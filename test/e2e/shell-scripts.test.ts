import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SCRIPTS = ['upsertd', '.ci/run', '.ci/system-deps', ...globSync('docs/**/*.sh')];

interface Step {
  readonly run?: string;
}

/** Returns the shell steps of the workflows and the action, with a word in place of each expression. */
function shellSteps(): string[] {
  const files = globSync('.github/{workflows/*.yml,actions/*/action.yml}');
  const steps = files.flatMap((file): Step[] => {
    const { jobs = {}, runs } = parse(readFileSync(file, 'utf8'));
    const all = Object.values(jobs) as { steps: Step[] }[];
    return [...all, ...(runs ? [runs] : [])].flatMap((one) => one.steps);
  });
  return steps.flatMap(({ run }) => run?.replaceAll(/\$\{\{.*?\}\}/g, 'word') ?? []);
}

test('ShellCheck finds no problem in the shell scripts and in the shell steps of the workflow and the action', async () => {
  const folder = tempFolder();
  const steps = shellSteps().map((text, index) => {
    const path = join(folder, `step-${index}.sh`);
    writeFileSync(path, `#!/usr/bin/env bash\n${text}\n`);
    return path;
  });
  expect(steps.length).toBeGreaterThan(10);
  const checked = await runTool('shellcheck', [...SCRIPTS, ...steps]);
  expect([checked.code, checked.output]).toEqual([0, '']);
});
