import { chapter } from '../mutant.ts';

const SENT = 'domain/keys/key-gate.ts';
const KEYS = /^behaviour\.keys\./;

export const KEY_MUTANTS = chapter('keys', {
  'bearer-ignored': [
    'A key in Authorization: Bearer is accepted.',
    KEYS,
    [SENT, 'const text = apiKey || bearer || undefined;', 'const text = apiKey || undefined;'],
  ],
  'bearer-case': [
    'The scheme Bearer is matched without regard to case.',
    KEYS,
    [SENT, '/^bearer(?:[ \\t]+(.*))?$/i', '/^Bearer(?:[ \\t]+(.*))?$/'],
  ],
  'any-scheme': [
    'Another scheme in Authorization is ignored.',
    KEYS,
    [SENT, '/^bearer(?:[ \\t]+(.*))?$/i', '/^\\S+(?:[ \\t]+(.*))?$/i'],
  ],
  'conflicting-accepted': [
    'Two different keys in the two headers are a 401.',
    KEYS,
    [SENT, 'isConflicting: Boolean(apiKey && bearer) && apiKey !== bearer', 'isConflicting: false'],
  ],
  'same-key-conflicts': [
    'The same key may be in both headers.',
    KEYS,
    [SENT, 'Boolean(apiKey && bearer) && apiKey !== bearer', 'Boolean(apiKey && bearer)'],
  ],
});
