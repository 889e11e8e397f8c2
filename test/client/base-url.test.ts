import { describe, expect, test } from 'vitest';
import { readBaseUrl } from '../../src/client/base-url.ts';

describe('the base URL', () => {
  test.each([
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
    ['https://api.example.com/v2', 'https://api.example.com'],
    ['https://api.example.com/v2/', 'https://api.example.com'],
    ['https://api.example.com/v2//', 'https://api.example.com'],
    ['https://example.com/billing/v2/', 'https://example.com/billing'],
    ['https://example.com/billing', 'https://example.com/billing'],
  ])('%s is read as %s', (text, expected) => {
    expect(readBaseUrl(text)).toBe(expected);
  });

  test.each(['', 'localhost:4000', '/v2', 'ftp://example.com'])('%j is refused', (text) => {
    expect(() => readBaseUrl(text)).toThrow(/^baseUrl must be an http or https address/);
  });

  test('one that holds a password is refused without repeating it', () => {
    expect(() => readBaseUrl('https://me:hunter2@example.com')).toThrow(
      new TypeError('baseUrl must be without a user, a password, a query and a fragment.'),
    );
  });
});
