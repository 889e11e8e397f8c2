import { describe, expect, test } from 'vitest';
import { errorText } from '../../src/pull/read/error-text.ts';
import type { SourceValue } from '../../src/pull/read/record-values.ts';

const CLIENT = {
  baseUrl: 'https://crm.example',
  headers: { 'x-app-details': 'sync=ops' },
  auth: { type: 'bearer', token: 'secretletters' },
  allowedHosts: [],
} as const;

const textOf = (body: SourceValue) => errorText(body, CLIENT);

describe('the text of an error response', () => {
  test.each<[SourceValue, string | undefined]>([
    [{ message: 'Missing Authentication Token' }, 'Missing Authentication Token'],
    [{ error: { code: 'rate_limited', message: 'Too many requests.' } }, 'rate_limited: Too many requests.'],
    [{ error: 'invalid_token', error_description: 'The token has expired' }, 'The token has expired'],
    [
      { errors: [{ code: 'bad_filter', message: 'unknown field updatd' }] },
      'bad_filter: unknown field updatd',
    ],
    [{ HTTPCode: 400, ErrorCode: '', DeveloperMessage: 'page_size is too large' }, 'page size is too large'],
    [{ ErrorCode: 'OS-40001', UserMessage: 'No' }, 'OS-40001: No'],
    [{ code: '4711', message: 'No' }, 'No'],
    [{ code: 'secretletters', message: 'No' }, 'No'],
    [{ APIError: { ErrorMessage: 'Denied' } }, 'Denied'],
    [{ data: [] }, undefined],
    ['a text', undefined],
    [[], undefined],
  ])('of %j is %s', (body, text) => {
    expect(textOf(body)).toBe(text);
  });

  test.each([
    ['an email', 'Failure of jane@example.com', 'Failure of …'],
    ['an encoded email', 'no jane%40example.com here', 'no … here'],
    ['a number', 'patient 4711 is locked', 'patient … is locked'],
    ['a name', 'Patient Kari Nordmann-Berg is archived', 'Patient … is archived'],
    ['a name after a colon', 'Duplicate contact: Kari Nordmann', 'Duplicate contact: …'],
    ['a quoted text', 'no match for "kari berg" in names', 'no match for … in names'],
    ['a long word', `the value ${'x'.repeat(21)} is unknown`, 'the value … is unknown'],
    ['the token of the connector', 'the key secretletters is wrong', 'the key … is wrong'],
    ['a header of the connector', 'app sync=ops is wrong', 'app … is wrong'],
    ['control characters', 'a\u001b[31m b', 'a … b'],
  ])('has no %s', (_what, message, text) => {
    expect(textOf({ message })).toBe(text);
  });

  test('has at most 201 characters', () => {
    expect(textOf({ message: 'word '.repeat(1000) })?.length).toBe(201);
  });
});
