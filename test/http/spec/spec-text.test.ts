import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadContract } from '../../../src/contract/load.ts';
import { renderSpec } from '../../../src/http/spec/spec-text.ts';

const { document } = loadContract();

/** Texts that are another type in YAML 1.1, in YAML 1.2 or in both, and texts with a special character. */
const AMBIGUOUS = [
  ...['2026-05-01', '2026-5-1', '2026-05-01T09:30:00Z', '2026-05-01 09:30:00'],
  ...['NO', 'no', 'No', 'n', 'N', 'y', 'Y', 'yes', 'YES', 'on', 'On', 'off', 'OFF', 'true', 'True'],
  ...['0155', '0o17', '0x1F', '0b101', '1_000', '12:30', '190:20:30', '12:30:45.6', '-1:00'],
  ...['1', '1.5', '1e3', '1.e+3', '.5', '.inf', '-.INF', '.nan', '~', 'null', 'NULL', ''],
  ...[
    '<<',
    '=',
    '!x',
    '&x',
    '*',
    '? x',
    '- x',
    'a: b',
    'a #b',
    '@x',
    '`x',
    '%x',
    ' x ',
    'x\ny',
    '---',
    '"',
    "'",
  ],
];

test.each(['1.1', '1.2'] as const)(
  'the YAML text of the spec equals its JSON text in a parser of YAML %s',
  async (version) => {
    const render = await renderSpec(document, 'yaml');
    const parsed = parse(render('https://api.example.com').join(''), { version, merge: false });
    expect(parsed).toEqual(
      JSON.parse((await renderSpec(document, 'json'))('https://api.example.com').join('')),
    );
  },
);

test.each(['1.1', '1.2'] as const)(
  'every text stays a text in a parser of YAML %s, as a key and as a value',
  async (version) => {
    const texts = {
      ...document,
      'x-values': AMBIGUOUS,
      'x-keys': Object.fromEntries(AMBIGUOUS.map((text) => [text, 1])),
    };
    const parsed = parse((await renderSpec(texts, 'yaml'))('/').join(''), { version, merge: false });
    expect(parsed['x-values']).toEqual(AMBIGUOUS);
    expect(Object.keys(parsed['x-keys']).sort()).toEqual([...AMBIGUOUS].sort());
  },
);

test.each(['/', 'http://localhost:4000', 'http://[::1]:4000', 'https://api.example.com/a%20b:c,d'])(
  'the only server of the rendered spec is %s',
  async (url) => {
    const json = JSON.parse((await renderSpec(document, 'json'))(url).join(''));
    const yaml = parse((await renderSpec(document, 'yaml'))(url).join(''), { version: '1.1' });
    for (const { servers } of [json, yaml])
      expect(servers).toEqual([{ url, description: expect.any(String) }]);
  },
);
