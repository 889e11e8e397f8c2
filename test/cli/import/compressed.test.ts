import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { contentReader } from './read-content.ts';
import { makeWorkbook } from './workbook.ts';

const read = contentReader();
const CSV = 'id,name\n1,Ola\n2,Kåre\n';

describe('a gzip file', () => {
  test.each([
    ['customers.csv.gz', CSV],
    ['customers.CSV.GZ', CSV],
    ['customers.tsv.gz', CSV.replaceAll(',', '\t')],
    ['customers.txt.gz', CSV.replaceAll(',', ';')],
    ['customers.json.gz', '[{"id":"1","name":"Ola"},{"id":"2","name":"Kåre"}]'],
    ['customers.ndjson.gz', '{"id":"1","name":"Ola"}\n{"id":"2","name":"Kåre"}'],
    ['without-its-ending.csv', CSV],
  ])('with the name %s is unpacked', async (name, content) => {
    const { shown, format, size, rows } = await read(name, gzipSync(content));
    expect(shown.map(([, ...cells]) => cells)).toEqual([
      ['1', 'Ola'],
      ['2', 'Kåre'],
    ]);
    expect(format.compressed).toBe(true);
    expect(size).toBe(Buffer.byteLength(content));
    expect(rows[0]?.end).toBeLessThan(size);
  });

  test('of several members, as gzip appends them, is read as a whole', async () => {
    const members = Buffer.concat([gzipSync('id,name\n1,Ola\n'), gzipSync('2,Kari\n')]);
    expect((await read('members.csv.gz', members)).shown).toHaveLength(2);
  });

  test('that is cut off or damaged is refused before a row is read', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index},${Math.sin(index)}\n`);
    const packed = gzipSync(`id,name\n${rows.join('')}`);
    await expect(read('cut.csv.gz', packed.subarray(0, packed.length - 20_000))).rejects.toThrow(
      /cut\.csv\.gz ends before the end of its gzip data; it is cut off\. Copy the file again\.$/,
    );
    packed.fill(0, packed.length - 60_000, packed.length - 50_000);
    await expect(read('damaged.csv.gz', packed)).rejects.toThrow(/damaged\.csv\.gz has damaged gzip data/);
  });

  test('that contains a ZIP archive, a workbook or another gzip file is refused with its content', async () => {
    const zip = makeWorkbook({ List: [['id'], ['1']] });
    await expect(read('zip.csv.gz', gzipSync(zip))).rejects.toThrow(
      /zip\.csv\.gz contains a ZIP archive or an \.xlsx workbook in a \.gz file; unpack it, and import the file in it\.$/,
    );
    await expect(read('twice.csv.gz', gzipSync(gzipSync(CSV)))).rejects.toThrow(
      /twice\.csv\.gz is compressed twice; unpack it once, and import the \.gz file in it\.$/,
    );
  });

  test('that is not compressed is read unchanged', async () => {
    const { format, shown } = await read('plain.csv.gz', CSV);
    expect(format.compressed).toBe(false);
    expect(shown).toHaveLength(2);
  });
});
