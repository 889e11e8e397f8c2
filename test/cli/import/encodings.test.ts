import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { contentReader } from './read-content.ts';

const read = contentReader();
const NAMES = [
  'Jörgen Bergström',
  'Åsa Öberg',
  'Kåre Sørensen',
  'Hélène Façade',
  'Jürgen Groß',
  'D’Arcy – Nuñez',
];
const TEXT = ['id,name', ...NAMES.map((name, index) => `${index + 1},${name}`), ''].join('\r\n');

async function namesOf(content: Uint8Array, options = {}) {
  const { format, notices, shown } = await read('names.csv', content, options);
  return { encoding: format.encoding, bom: format.bom, notices, names: shown.map(([, , name]) => name) };
}

describe('the encoding of a file', () => {
  test.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', true],
    ['utf-16le', false],
    ['utf-16be', true],
    ['utf-16be', false],
    ['windows-1252', false],
    ['macintosh', false],
  ] as const)('%s with byte order mark %s is found', async (encoding, bom) => {
    const { names, notices, ...found } = await namesOf(iconv.encode(TEXT, encoding, { addBOM: bom }));
    expect(found).toEqual({ encoding, bom });
    expect(names).toEqual(NAMES);
    expect(notices).toEqual(
      encoding === 'utf-8' ? [] : [`names.csv is read as ${encoding}. If that is wrong, set --encoding.`],
    );
  });

  test.each(['windows-1252', 'macintosh'] as const)(
    '%s is found by one name in 20,000 lines',
    async (encoding) => {
      const lines = Array.from({ length: 20_000 }, (_, index) => `${index},Ola Nordmann`);
      const text = ['id,name', ...lines, '20000,Bergström', ...lines].join('\n');
      const { encoding: found, names } = await namesOf(iconv.encode(text, encoding));
      expect(found).toBe(encoding);
      expect(names[20_000]).toBe('Bergström');
    },
  );

  test.each([
    ['windows-1252', 'Åse'],
    ['windows-1252', 'Zoë Núñez'],
    ['windows-1252', 'Müller'],
    ['windows-1252', 'Sørlie'],
    ['macintosh', 'Bjørn Ødegård'],
  ])('%s is found by the name %s alone', async (encoding, name) => {
    const bytes = iconv.encode(`id,name\n1,${name}\n`, encoding as 'utf-8');
    expect(await namesOf(bytes)).toMatchObject({ encoding, names: [name] });
  });

  test.each([
    ['windows-1250', 'Łukasz Żółć'],
    ['windows-1251', 'Иван Петров'],
    ['shift_jis', '山田太郎'],
    ['cp850', 'Kåre Sørensen'],
    ['cp850', 'Müller'],
    ['iso-8859-2', 'Şahin'],
    ['windows-1257', 'Bøe'],
  ])('%s is not certain, and the file is refused with the option to set', async (encoding, name) => {
    const bytes = iconv.encode(`id,name\n1,${name}\n`, encoding as 'utf-8');
    await expect(namesOf(bytes)).rejects.toThrow(
      /^The encoding of .+names\.csv is not certain, .+ Set it with --encoding; the most probable are --encoding /,
    );
    const given = await namesOf(bytes, { encoding });
    expect(given).toMatchObject({ encoding, names: [name], notices: [] });
  });

  test('that --encoding names is refused if the file is UTF-8 or has the byte order mark of another encoding', async () => {
    await expect(namesOf(Buffer.from(TEXT), { encoding: 'windows-1252' })).rejects.toThrow(
      /names\.csv is UTF-8, and windows-1252 would change its names; leave out --encoding\.$/,
    );
    const wide = iconv.encode(TEXT, 'utf-16le', { addBOM: true });
    await expect(namesOf(wide, { encoding: 'utf-8' })).rejects.toThrow(
      /begins with the byte order mark of utf-16le, so it is not utf-8; leave out --encoding\.$/,
    );
    expect(await namesOf(wide, { encoding: 'utf-16' })).toMatchObject({ encoding: 'utf-16le', names: NAMES });
    expect((await namesOf(Buffer.from('id,name\n1,Ola\n'), { encoding: 'windows-1252' })).names).toEqual([
      'Ola',
    ]);
  });
});

test('a surrogate pair at the boundary of two chunks of a UTF-16 file is one character', async () => {
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const name = `x${'🙂'.repeat(40_000)}`;
    const { names } = await namesOf(iconv.encode(`id,name\n1,${name}\n`, encoding, { addBOM: true }));
    expect(names[0]).toBe(name);
  }
});

test('letters that another program lost or converted twice are named to the user', async () => {
  const lost = await namesOf(Buffer.from('id,name\n1,Bergstr\uFFFDm\n'));
  expect(lost.notices).toEqual([
    'names.csv contains the character U+FFFD, so the program that wrote it has lost letters; export the file again as UTF-8.',
  ]);
  const twice = await namesOf(Buffer.from('id,name\n1,BergstrÃ¶m\n'));
  expect(twice.notices).toEqual([expect.stringMatching(/probably converted to UTF-8 twice/)]);
});

test('a file that is not text is refused', async () => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(500, 7)]);
  await expect(read('image.csv', png)).rejects.toThrow(/image\.csv is not a text file; export the customers/);
  await expect(read('paper.csv', '%PDF-1.7\n…')).rejects.toThrow(/is not a text file/);
  await expect(read('page.csv', '<!DOCTYPE html>\n<table>')).rejects.toThrow(/is a page of HTML or XML/);
});
