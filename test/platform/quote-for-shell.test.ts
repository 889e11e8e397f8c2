import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quoteForShell, shellWord } from '../../src/platform/quote-for-shell.ts';

const TEXTS = [
  '',
  'plain',
  'a b',
  "it's",
  "'",
  "''",
  '"$HOME"',
  '$(touch /tmp/x)',
  '`id`',
  'back\\slash',
  'a\nb',
  '~',
  '#',
  '*',
  '{a,b}',
  '!x',
  'a;b&c|d>e',
  'KÅRE@例え.test',
  'http://127.0.0.1:4000/v2?limit=1&after=x',
];

test.each(['sh', 'bash'])('%s reads each quoted text as one unchanged word', (shell) => {
  for (const quote of [quoteForShell, shellWord]) {
    const words = TEXTS.map(quote).join(' ');
    const printed = execFileSync(shell, ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(TEXTS);
  }
});

test('a word without special characters is not quoted', () => {
  expect(shellWord('sqlite:./clinic-1.db')).toBe('sqlite:./clinic-1.db');
  expect(shellWord('https://x.test/a%20b,c+d=e@f')).toBe('https://x.test/a%20b,c+d=e@f');
});

test('no other module quotes for a shell, except the one that browsers load too', () => {
  const quoting = globSync('src/**/*.{ts,js}').filter((path) =>
    readFileSync(path, 'utf8').includes(`'\\\\''`),
  );
  expect(quoting.toSorted()).toEqual([
    'src/http/pages/assets/fill-sample.js',
    'src/platform/quote-for-shell.ts',
  ]);
});
