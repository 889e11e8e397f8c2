import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { MapOption } from '../../src/cli/import/map/mapping.ts';
import { ImportCounts } from '../../src/cli/import/progress/import-counts.ts';
import { differences, identifyImport } from '../../src/cli/import/progress/import-identity.ts';
import { ProgressFile } from '../../src/cli/import/progress/progress-file.ts';
import { RejectsFile } from '../../src/cli/import/progress/rejects-file.ts';
import { resumeCommand } from '../../src/cli/import/progress/resume-command.ts';
import type { FileFormat } from '../../src/cli/import/read/file-format.ts';
import { REJECTED, type Row } from '../../src/cli/import/read/table.ts';
import { Folder } from './import-run.ts';

const folder = new Folder();
const file = folder.write('customers.csv', 'external_id,email\n');
const options = {
  source: 'crm',
  url: 'http://127.0.0.1:4000',
  apiKey: 'rk_sandbox_1',
  map: [] as MapOption[],
  format: {
    kind: 'csv',
    encoding: 'utf-8',
    bom: false,
    delimiter: ',',
    newline: '\n',
    skippedLines: 0,
    sheet: undefined,
    compressed: false,
  } as FileFormat,
  rejectsPath: `${file}.rejected.csv`,
};
const path = folder.path('customers.csv.progress.json');

async function identityOf(changed: Partial<typeof options> = {}) {
  const identity = await identifyImport(file, { ...options, ...changed });
  if (!identity) throw new Error(`${file} is not a regular file.`);
  return identity;
}

function resumePointAfter(read: number) {
  const counts = new ImportCounts();
  counts.read = read;
  counts.outcomes.created = read;
  for (const name of ['Atlantis', 'Mu', 'Mu']) counts.unknownCountries.add(name);
  return { tally: counts, end: 900, rejectsBytes: 30 };
}

afterEach(() => {
  vi.useRealTimers();
  new ProgressFile(path, {} as never).remove();
});

describe('the progress of an import', () => {
  test('is saved in a file that only its owner can read, and the counts of a resumed import continue from it', async () => {
    const first = new ProgressFile(path, await identityOf());
    expect(first.resume()).toBeUndefined();
    first.save(resumePointAfter(700));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = new ProgressFile(path, await identityOf({ source: 'CRM', apiKey: 'rk_sandbox_2' }));
    const found = second.resume();
    expect(found).toMatchObject({ end: 900, rejectsBytes: 30 });
    expect(second.runId).toBe(first.runId);
    const counts = new ImportCounts(found?.tally);
    counts.unknownCountries.add('Mu');
    expect(counts).toMatchObject({ read: 700, outcomes: { created: 700, updated: 0 } });
    expect(counts.unknownCountries.kept).toEqual([
      ['Mu', 3],
      ['Atlantis', 1],
    ]);
    second.remove();
    expect(second.exists).toBe(false);
  });

  test('is refused by an import that differs in the file or in an option, with each difference named', async () => {
    const saved = await identityOf();
    const other = await identityOf({
      source: 'gym',
      url: 'http://127.0.0.1:4001',
      apiKey: 'rk_live_1',
      map: [{ field: 'name', column: 'Name' }],
      format: { ...options.format, delimiter: ';', encoding: 'macintosh' },
      rejectsPath: 'elsewhere.csv',
    });
    expect(differences(saved, { ...other, content: 'x' })).toEqual([
      'content of the file',
      '--source',
      '--url',
      'mode of the API key',
      '--map',
      '--delimiter',
      '--format, --encoding, --skip-lines or --sheet',
      '--rejects',
    ]);
    new ProgressFile(path, saved).save(resumePointAfter(1));
    expect(differences(saved, { ...saved, rowRules: 1 })).toEqual(['version of upsertd']);
    expect(() => new ProgressFile(path, { ...saved, map: other.map, content: 'x' }).resume()).toThrow(
      'The import that stopped had another content of the file and another --map. Leave out --resume to start again with the first row; rows that were imported before stay unchanged.',
    );
  });

  test('is refused if the file is unreadable, with the name of the file to delete', async () => {
    const identity = await identityOf();
    writeFileSync(path, '{"identity":');
    expect(() => new ProgressFile(path, identity).resume()).toThrow(
      `${path} is not a readable progress file. Delete it`,
    );
    writeFileSync(path, '{}');
    expect(() => new ProgressFile(path, identity).resume()).toThrow('another content of the file');
  });

  test('has new Idempotency-Keys after 12 hours, since the server may have deleted the old ones', async () => {
    const identity = await identityOf();
    const first = new ProgressFile(path, identity);
    vi.useFakeTimers({ now: Date.parse('2026-11-23T12:00:00Z'), toFake: ['Date'] });
    first.save(resumePointAfter(5));
    vi.setSystemTime(Date.parse('2026-11-23T23:59:00Z'));
    const soon = new ProgressFile(path, identity);
    soon.resume();
    expect(soon.runId).toBe(first.runId);
    // No further row was completed, so the keys are as old as before.
    soon.save(resumePointAfter(5));
    vi.setSystemTime(Date.parse('2026-11-24T00:01:00Z'));
    const late = new ProgressFile(path, identity);
    expect(late.resume()).toMatchObject({ end: 900 });
    expect(late.runId).not.toBe(first.runId);
  });

  test('is not written through a link with the name of the next progress file', async () => {
    const linked = folder.write('linked.csv', 'external_id,email\n');
    symlinkSync(linked, `${path}.part`);
    new ProgressFile(path, await identityOf()).save(resumePointAfter(1));
    expect(readFileSync(linked, 'utf8')).toBe('external_id,email\n');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ tally: { read: 1 } });
  });

  test('that cannot be saved causes one message, and the import continues', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const unwritable = new ProgressFile(folder.path('no-folder/x.progress.json'), await identityOf());
    unwritable.save(resumePointAfter(1));
    unwritable.save(resumePointAfter(2));
    expect(stderr.mock.calls.map(([text]) => text)).toEqual([
      `The progress of the import cannot be saved to ${unwritable.path} (ENOENT), so --resume will not work. Make its folder writable.\n`,
    ]);
    stderr.mockRestore();
  });
});

describe('the file of rejected rows', () => {
  const format = {
    ending: 'csv',
    head: `${REJECTED.reason}\n`,
    show: (_row: Row, reason: string) => `${reason}\n`,
  };
  const row: Row = { line: 2, end: 0, text: '', error: '' };

  test('continues after the saved length, and drops the rows after it', () => {
    const rejects = new RejectsFile(folder.path('rejects.csv'), format);
    rejects.add(row, 'ø is saved');
    const saved = rejects.flush();
    rejects.add(row, 'is dropped');
    rejects.close();
    const again = new RejectsFile(rejects.path, format);
    again.appendAfter(saved);
    again.add(row, 'is new');
    again.close();
    expect(readFileSync(rejects.path, 'utf8')).toBe('rejected_reason\nø is saved\nis new\n');
  });

  test('causes an error if it is missing or shorter than the saved length', () => {
    const rejects = new RejectsFile(folder.write('short.csv', 'x'), format);
    expect(() => rejects.appendAfter(2)).toThrow('are no longer in');
    expect(() => new RejectsFile(folder.path('gone.csv'), format).appendAfter(2)).toThrow('are no longer in');
  });
});

test('the command that resumes an import is quoted for a shell and contains no API key', () => {
  const args = ['import', "Kari's list.csv", '--source', 'crm', '--map', 'name={First Name} {Last}'];
  expect(resumeCommand(args)).toBe(
    "upsertd import --resume 'Kari'\\''s list.csv' --source crm --map 'name={First Name} {Last}'",
  );
  const secret = ['--api-key', 'rk_sandbox_x', '--api-key=rk_sandbox_y', '--resume'];
  expect(resumeCommand(['import', 'a.csv', ...secret, '--single'])).toBe(
    'upsertd import --resume a.csv --single',
  );
});
