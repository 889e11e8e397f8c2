import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Sends the form of a sign-in link. @returns the status of the response. */
async function useLink(link: string): Promise<number> {
  const url = new URL(link);
  const body = new URLSearchParams({ once: url.searchParams.get('once') ?? '' });
  return (await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' })).status;
}

describe('serve prints a sign-in link', () => {
  test('that signs in once, and opening it does not use it up', async () => {
    const served = await Served.start({ cwd });
    const [, link = ''] = await served.outputs(/^Sign-in link, valid once and for 15 minutes: (\S+)\n/m);
    expect(await (await fetch(link)).text()).toContain('This link signs in one browser.');
    expect(await useLink(link.replace(/once=./, 'once='))).toBe(401);
    expect([await useLink(link), await useLink(link)]).toEqual([303, 401]);
    await served.stop();
  });

  test('only on an address that no other machine can reach', async () => {
    const env = { UPSERTD_CONSOLE_TOKEN: 'chosen-by-the-operator' };
    const served = await Served.start({ cwd, env }, '--host', '0.0.0.0');
    await served.outputs(/^Console: .*\n/m);
    expect(served.stdout).not.toContain('Sign-in link');
    await served.stop();
  });
});

describe('serve --console-token-file', () => {
  test('creates a file that only its owner can read, and accepts its token at the next start too', async () => {
    const file = join(cwd, 'console-token');
    for (const _start of [1, 2]) {
      const served = await Served.start({ cwd }, '--console-token-file', file);
      const token = readFileSync(file, 'utf8').trim();
      expect(await signIn(served, token)).toBe('/console');
      expect(served.stdout).not.toContain(token);
      await served.stop();
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['short', /--console-token-file: \S+ must contain one token of at least 16/],
    ['two words of a sentence', /must contain one token/],
    ['', /must contain one token/],
  ])('refuses a file that contains %j', async (text, message) => {
    const file = join(cwd, 'console-token');
    writeFileSync(file, text);
    const ended = await upsertd(['serve', '--console-token-file', file], { cwd });
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringMatching(message)]);
  });

  test('refuses a file that it can neither read nor create, and a second option for the token', async () => {
    const missing = await upsertd(['serve', '--console-token-file', join(cwd, 'no', 'folder')], { cwd });
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringContaining('cannot be created (ENOENT)'),
    ]);
    const env = { UPSERTD_CONSOLE_TOKEN: 'chosen-by-the-operator' };
    const both = await upsertd(['serve', '--console-token-file', 'any'], { cwd, env });
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('exclude each other')]);
  });
});
