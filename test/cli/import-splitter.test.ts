import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecordSplitter, type SplitRecord } from '../../src/cli/import/read/record-splitter.ts';
import { splitCells } from '../../src/cli/import/read/split-cells.ts';

/** Splits a file in chunks that end at the given positions. */
function split(bytes: Buffer, delimiter: string | undefined, cuts: readonly number[]): SplitRecord[] {
  const splitter = new RecordSplitter(delimiter);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b);
  const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

function splitWhole(text: string, delimiter = ','): SplitRecord[] {
  return split(Buffer.from(text), delimiter, []);
}

interface NaiveRecord {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isBroken: boolean;
  readonly cells: readonly string[];
}

/** A reference implementation: it reads the whole text cell by cell with regular expressions. */
function splitNaively(file: string, delimiter: string): NaiveRecord[] {
  const text = file.replace(/^\uFEFF/, '');
  const offset = (at: number) => Buffer.byteLength(file.slice(0, at + file.length - text.length));
  const escaped = delimiter.replaceAll(/[|.]/g, '\\$&');
  const quoted = new RegExp(`[ \\t]*"((?:[^"]|"")*)"[ \\t]*(?=${escaped}|\\r|\\n|$)`, 'y');
  const opening = /[ \t]*"/y;
  const plain = new RegExp(`(?:(?!${escaped})[^\\r\\n])*`, 'y');
  const lineEnd = /\r\n|\r|\n|$/g;
  const records: NaiveRecord[] = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    const cells: string[] = [];
    let isBroken = false;
    for (;;) {
      opening.lastIndex = at;
      const cell = opening.test(text) ? quoted : plain;
      cell.lastIndex = at;
      const [whole, inside] = cell.exec(text) ?? [];
      isBroken = whole === undefined;
      if (whole === undefined) break;
      cells.push(inside?.replaceAll('""', '"') ?? whole);
      at += whole.length;
      if (!text.startsWith(delimiter, at)) break;
      at += delimiter.length;
    }
    lineEnd.lastIndex = at;
    const ending = lineEnd.exec(text);
    const end = ending?.index ?? text.length;
    at = end + (ending?.[0].length ?? 0);
    const line = 1 + (text.slice(0, start).match(/\r\n|\r|\n/g)?.length ?? 0);
    records.push({
      line,
      start: offset(start),
      end: offset(at),
      text: text.slice(start, end),
      isBroken,
      cells: isBroken ? [] : cells,
    });
  }
  return records;
}

/** Text with all characters that can end a cell or a record. */
const messyText = fc
  .array(
    fc.constantFrom(
      '"',
      '""',
      ',',
      '\r',
      '\n',
      '\r\n',
      'a',
      ' ',
      '\t',
      'ø',
      '€',
      '🙂',
      '§',
      ',"',
      '",',
      '"\n',
    ),
    {
      maxLength: 40,
    },
  )
  .map((parts) => parts.join(''));
const someCuts = fc.array(fc.nat(), { maxLength: 60 });
const someDelimiter = fc.constantFrom(',', '§', '🙂', '|');

describe('RecordSplitter returns the same records', () => {
  test('as the reference implementation, for any chunk boundaries', () => {
    const file = fc.tuple(fc.constantFrom('', '\uFEFF'), messyText).map((parts) => parts.join(''));
    fc.assert(
      fc.property(file, someDelimiter, someCuts, (text, delimiter, cuts) => {
        const records = split(Buffer.from(text), delimiter, cuts).map((record) => {
          const { line, start, end, text: own, isBroken } = record;
          return {
            line,
            start,
            end,
            text: own,
            isBroken,
            cells: isBroken ? [] : splitCells(record, delimiter),
          };
        });
        expect(records).toEqual(splitNaively(text, delimiter));
      }),
      { numRuns: 2000 },
    );
  });

  test('if each chunk has one byte', () => {
    const text = '\uFEFFid,näme\r\n1,"🙂 ""a""\r\nb"\r2,"broken\n\n3,c\r\n4,"d"';
    const bytes = Buffer.from(text);
    const everywhere = Array.from(bytes, (_, index) => index);
    expect(split(bytes, ',', everywhere)).toEqual(split(bytes, ',', []));
    expect(split(bytes, ',', []).map(({ isBroken }) => isBroken)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test.each([2, 8])('if a quoted cell ends near the limit of %i MiB', (mebibytes) => {
    const limit = mebibytes * 1024 * 1024;
    fc.assert(
      fc.property(
        fc.integer({ min: -4, max: 4 }),
        fc.constantFrom('"', '"\n', '""', '""\n', '"§', 'x\n'),
        (by, tail) => {
          const bytes = Buffer.from(`a§"\n${'x'.repeat(limit - 5 + by)}${tail}b§"c"\n`);
          const cuts = Array.from({ length: 6 }, (_, index) => limit - 3 + index);
          const shown = (records: SplitRecord[]) =>
            records.map(({ start, end, isBroken, isTooLong }) => [start, end, isBroken, isTooLong]);
          const outcome = (at: readonly number[]) => {
            try {
              return shown(split(bytes, '§', at));
            } catch (error) {
              return String(error);
            }
          };
          expect(outcome(cuts)).toEqual(outcome([]));
        },
      ),
      { numRuns: 10 },
    );
  });
});

test('RecordSplitter and splitCells read back valid CSV with any content and any line ends', () => {
  const cell = fc.tuple(messyText, fc.boolean());
  const record = fc.tuple(
    fc.array(cell, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('\r\n', '\n', '\r'),
  );
  fc.assert(
    fc.property(fc.array(record, { maxLength: 8 }), someDelimiter, someCuts, (records, delimiter, cuts) => {
      const write = ([text, mayBeUnquoted]: [string, boolean]) =>
        mayBeUnquoted && !/["\r\n]/.test(text) && !text.includes(delimiter) && text !== ''
          ? text
          : `"${text.replaceAll('"', '""')}"`;
      const file = records.map(([cells, end]) => cells.map(write).join(delimiter) + end).join('');
      const read = split(Buffer.from(file), delimiter, cuts).map((row) => splitCells(row, delimiter));
      expect(read).toEqual(records.map(([cells]) => cells.map(([text]) => text)));
    }),
  );
});

test('RecordSplitter splits at every line end in a format without quoted cells', () => {
  const records = split(Buffer.from('{"a":"x"}\r{"b\n"\r\n'), undefined, [9, 10]);
  expect(records.map(({ line, text }) => [line, text])).toEqual([
    [1, '{"a":"x"}'],
    [2, '{"b'],
    [3, '"'],
  ]);
});

test('each record starts where the record before it ends', () => {
  const text = '\uFEFFid\r\n"1\n2"\r3,"x\n\n';
  const records = splitWhole(text);
  const starts = records.map(({ start }) => start);
  expect(starts).toEqual([3, ...records.slice(0, -1).map(({ end }) => end)]);
  expect(records.at(-1)?.end).toBe(Buffer.byteLength(text));
});
