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
  ])('is read from %s as %s', (text, expected) => {
    expect(readBaseUrl(text)).toBe(expected);
  });

  test.each(['', 'localhost:4000', '/v2', 'ftp://example.com'])('is refused if it is %j', (text) => {
    expect(() => readBaseUrl(text)).toThrow(/^baseUrl must be an http or https URL/);
  });

  test('is refused if it contains a password, and the error does not contain it', () => {
    expect(() => readBaseUrl('https://me:hunter2@example.com')).toThrow(
      new TypeError('baseUrl must have no user, password, query or fragment.'),
    );
  });
});
