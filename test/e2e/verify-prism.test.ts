import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Starts an unmodified Prism with the spec of this repository. */
async function startPrism(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const child = spawn('prism', ['mock', 'openapi/openapi.yaml', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
      if (output.includes('Prism is listening')) resolve();
    });
    child.once('close', () => reject(new Error(`Prism ended with: ${output}`)));
  });
  return `http://127.0.0.1:${port}`;
}

test('an unmodified Prism with our spec is detected as a mock and passes the rules about shape', async () => {
  const url = await startPrism();
  const { code, stdout } = await upsertd(['verify', url], { cwd: tempFolder() });
  expect(stdout).toContain('a mock, which stores nothing, so only the rules about shape are run');
  expect(stdout).not.toContain('FAILED');
  expect(stdout).toMatch(/\n[3-9]\d\d passed, 0 failed, /);
  expect(code).toBe(0);
});
