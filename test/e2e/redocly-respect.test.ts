import { expect, test } from 'vitest';
import { Served } from '../support/command-line.ts';
import { runTool } from '../support/run-tool.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('Redocly runs the workflow of an integration, and all its checks pass', async () => {
  const served = await Served.start({ cwd: tempFolder() });
  const walked = await runTool('redocly', [
    'respect',
    'openapi/workflows/sync.arazzo.yaml',
    ...['--server', `upsertd=${served.url}`],
    ...['--input', `apiKey=${served.key}`, '--input', 'source=practicehub'],
  ]);
  expect(walked.output).toMatch(
    /Workflows: 1 passed, 1 total\s+Steps: (\d+) passed, \1 total\s+Checks: (\d+) passed, \2 total/,
  );
  expect(walked.code).toBe(0);
});
