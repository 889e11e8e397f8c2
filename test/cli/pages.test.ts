import { beforeEach, describe, expect, test } from 'vitest';
import { Served, upsertd } from '../support/command-line.ts';
import { tempFolder } from '../support/temp-folder.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempFolder();
});

const statusOf = async (url: string) => (await fetch(url, { redirect: 'manual' })).status;

async function signIn(served: Served, token: string): Promise<string | null> {
  const body = new URLSearchParams({ token });
  const response = await fetch(`${served.url}/console/sign-in`, { method: 'POST', body, redirect: 'manual' });
  return response.headers.get('location');
}

describe('serve shows', () => {
  test('the API reference, and a console that the printed token opens', async () => {
    const served = await Served.start({ cwd });
    const [, token = ''] = await served.outputs(/^Console: \S+\/console \(sign in with (\S+)\)\n/m);
    expect(served.stdout).toContain(`Reference: ${served.url}/docs\n`);
    expect(await statusOf(`${served.url}/docs`)).toBe(200);
    expect(await signIn(served, 'another-token-than-that')).toBeNull();
    expect(await signIn(served, token)).toBe('/console');
    expect((await served.stop()).stderr).not.toContain(token);
  });

  test('no console on an address that other machines can reach, unless the operator sets the token', async () => {
    const open = await Served.start({ cwd }, '--host', '0.0.0.0');
    await open.outputs(
      /^Console: off, because other machines can reach 0\.0\.0\.0\. Set UPSERTD_CONSOLE_TOKEN to turn it on\.\n/m,
    );
    expect(await statusOf(`${open.url}/console`)).toBe(401);
    await open.stop();
    const token = 'chosen-by-the-operator';
    const env = { UPSERTD_CONSOLE_TOKEN: token };
    const chosen = await Served.start({ cwd, env }, '--host', '0.0.0.0');
    await chosen.outputs(/^Console: .* the token you gave\)\n/m);
    expect(await signIn(chosen, token)).toBe('/console');
    expect(chosen.stdout).not.toContain(token);
  });

  test('neither page with --no-docs and --no-console', async () => {
    const served = await Served.start({ cwd }, '--no-docs', '--no-console');
    expect(await statusOf(`${served.url}/docs`)).toBe(401);
    expect(await statusOf(`${served.url}/console`)).toBe(401);
    expect(served.stdout).not.toMatch(/Console|Reference/);
  });
});

test('serve refuses a console token of less than 16 characters', async () => {
  const ended = await upsertd(['serve', '--console-token', 'secret'], { cwd });
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('It must be at least 16 visible ASCII characters');
});
