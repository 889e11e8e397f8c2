import type { ClientSettings } from '../connector/connector.ts';
import { type SourceValue, valueAt } from './record-values.ts';

/** The places of an error's code and of its text, in the forms that are in use. The first one that has a text counts. */
const CODES = ['code', 'error_code', 'ErrorCode', 'error.code', 'errors.0.code'];
const TEXTS = [
  ...[
    'message',
    'error_description',
    'error.message',
    'error',
    'detail',
    'title',
    'errors.0.message',
    'errors.0',
  ],
  ...['DeveloperMessage', 'UserMessage', 'APIError.ErrorMessage', 'ErrorMessage'],
];

/** A code such as `rate_limited` or `OS-40001`. Any other value may be an id. */
const CODE = /^[A-Za-z][A-Za-z_.-]{1,39}\d{0,5}$/;

const MOST_CHARACTERS = 200;

/** A longer word may be a token. */
const LONGEST_WORD = 20;

/** Words that vendors write with a capital letter. Any other one inside a sentence may be the name of a person. */
const KNOWN_WORDS: ReadonlySet<string> = new Set(
  `access account api authentication authorization bad content data date denied error exceeded expired field filter forbidden found
  gateway header internal invalid key limit method missing not page parameter permission rate request required resource server
  service signature status subscription time token type unauthorized unavailable unknown value version`.split(
    /\s+/,
  ),
);

/**
 * Returns the code and the text of an error response, without what may be a secret or personal data: the connector's secrets,
 * quoted texts, emails, numbers, long words, and words that may be names.
 *
 * @returns undefined if the response has neither.
 */
export function errorText(body: SourceValue | undefined, client: ClientSettings): string | undefined {
  const secrets = secretsOf(client);
  const code = firstText(body, CODES);
  const text = firstText(body, TEXTS);
  const isCode = code !== undefined && CODE.test(code) && !secrets.includes(code);
  const parts = [isCode ? code : '', text === undefined || text === code ? '' : maskError(text, secrets)];
  return parts.filter((part) => part !== '' && part !== '…').join(': ') || undefined;
}

function firstText(body: SourceValue | undefined, places: readonly string[]): string | undefined {
  const values = places.map((place) => valueAt(body, place));
  return values.find((value): value is string => typeof value === 'string' && value.trim() !== '');
}

function maskError(text: string, secrets: readonly string[]): string {
  const withoutSecrets = secrets.reduce(
    (rest, secret) => rest.replaceAll(secret, '…'),
    text.slice(0, 10 * MOST_CHARACTERS),
  );
  const masked = withoutSecrets
    .replace(/(["'“‘`])[^"'”’`]*["'”’`]/g, '…')
    .replace(/[^\p{L}\p{N}\s.,:;!?()…-]+/gu, (marks) => (/[@%]/.test(marks) ? '@' : ' '))
    .split(/\s+/)
    .map((word, index, words) => maskWord(word, index === 0 || /[.!?]$/.test(words[index - 1] ?? '')))
    .join(' ')
    .replace(/…(?:[\s…]*…)+/g, '…')
    .trim();
  return masked.length > MOST_CHARACTERS ? `${masked.slice(0, MOST_CHARACTERS)}…` : masked;
}

function maskWord(word: string, isFirst: boolean): string {
  const letters = word.replace(/[^\p{L}]/gu, '');
  if (/[@\p{N}]/u.test(word) || letters.length > LONGEST_WORD) return '…';
  const isCapital = /\p{Lu}/u.test(letters);
  return !isCapital || isFirst || KNOWN_WORDS.has(letters.toLowerCase()) ? word : '…';
}

/** The secrets of a connector are in its headers and in its authentication. */
function secretsOf({ auth, headers }: ClientSettings): string[] {
  const { type: _, ...values } = auth;
  return [...Object.values(values), ...Object.values(headers)].filter((value) => value.length > 3);
}
