import { describe, expect, test } from 'vitest';
import { applyExceptions } from './prose-exceptions.ts';

const WORD = 'nobody';
const error = { file: 'a.md', line: 3, column: 4, word: WORD, advice: 'no client' };
const exception = { file: 'a.md', word: WORD, reason: 'quotes the rule' };

describe('an exception of the prose linter', () => {
  test('permits its word in its file, in upper and lower case', () => {
    const capital = { ...error, word: WORD.toUpperCase() };
    expect(applyExceptions([error, capital], [exception], ['a.md'])).toEqual([]);
  });

  test('permits neither another word nor another file', () => {
    const others = [
      { ...error, word: 'other' },
      { ...error, file: 'b.md' },
    ];
    expect(applyExceptions([error, ...others], [exception], ['a.md', 'b.md'])).toEqual(others);
  });

  test('is an error if its file was checked and does not contain the word', () => {
    expect(applyExceptions([], [exception], ['a.md'])).toMatchObject([
      { file: 'a.md', word: WORD, advice: expect.stringContaining('remove this exception') },
    ]);
    expect(applyExceptions([], [exception], ['b.md'])).toEqual([]);
  });
});
