import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { MapOption } from '../../src/cli/import/map/mapping.ts';
import { ImportCounts } from '../../src/cli/import/progress/import-counts.ts';
import { differences, identifyImport } from '../../src/cli/import/progress/import-identity.ts';
import { ProgressFile } from '../../src/cli/import/progress/progress-file.ts';
import { RejectsFile } from '../../src/cli/import/progress/rejects-file.ts';
import { resumeCommand } from '../../src/cli/import/progress/resume-command.ts';
import { REJECTED, type Row } from '../../src/cli/import/read/table.ts';
import { Folder } from './import-run.ts';

const folder = new Folder();
const file = folder.write('customers.csv', 'external_id,email\n');
const options = {
  source: 'crm',
  url: 'http://127.0.0.1:4000',
  apiKey: 'rk_sandbox_1',
  map: [] as MapOption[],
  delimiter: ',',
  rejectsPath: `${file}.rejected.csv`,
};
const path = folder.path('customers.csv.progress.json');

async function identityOf(changed: Partial<typeof options> = {}) {
  const identity = await identifyImport(file, { ...options, ...changed });
  if (!identity) throw new Error('It is no file.');
  return identity;
}

function done(read: number) {
  const tally = new ImportCounts();
  tally.read = read;
  tally.outcomes.created = read;
  for (const name of ['Atlantis', 'Mu', 'Mu']) tally.unknownCountries.add(name);
  return { tally, end: 900, rejectsBytes: 30 };
}

afterEach(() => {
  vi.useRealTimers();
  new ProgressFile(path, {} as never).remove();
});

describe('how far an import is', () => {
  test('is kept for its owner alone and found again, and the tally goes on from there', async () => {
    const first = new ProgressFile(path, await identityOf());
    expect(first.resume()).toBeUndefined();
    first.save(done(700));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const second = new ProgressFile(path, await identityOf({ source: 'CRM', apiKey: 'rk_sandbox_2' }));
    const found = second.resume();
    expect(found).toMatchObject({ end: 900, rejectsBytes: 30 });
    expect(second.runId).toBe(first.runId);
    const tally = new ImportCounts(found?.tally);
    tally.unknownCountries.add('Mu');
    expect(tally).toMatchObject({ read: 700, outcomes: { created: 700, updated: 0 } });
    expect(tally.unknownCountries.kept).toEqual([
      ['Mu', 3],
      ['Atlantis', 1],
    ]);
    second.remove();
    expect(second.exists).toBe(false);
  });

  test('is not for an import that is another in anything that matters, and each is named', async () => {
    const kept = await identityOf();
    const other = await identityOf({
      source: 'gym',
      url: 'http://127.0.0.1:4001',
      apiKey: 'rk_live_1',
      map: [{ field: 'name', column: 'Name' }],
      delimiter: ';',
      rejectsPath: 'elsewhere.csv',
    });
    expect(differences(kept, { ...other, content: 'x' })).toEqual([
      'content of the file',
      '--source',
      '--url',
      'mode of the API key',
      '--map',
      '--delimiter',
      '--rejects',
    ]);
    new ProgressFile(path, kept).save(done(1));
    expect(differences(kept, { ...kept, rowRules: 1 })).toEqual(['version of upsertd']);
    expect(() => new ProgressFile(path, { ...kept, map: other.map, content: 'x' }).resume()).toThrow(
      'The import that stopped had another content of the file and another --map. Leave out --resume to begin anew: rows that are in already stay as they are.',
    );
  });

  test('is refused when it cannot be read, and names the file to remove', async () => {
    const identity = await identityOf();
    writeFileSync(path, '{"identity":');
    expect(() => new ProgressFile(path, identity).resume()).toThrow(`${path} does not tell how far`);
    writeFileSync(path, '{}');
    expect(() => new ProgressFile(path, identity).resume()).toThrow('another content of the file');
  });

  test('uses no Idempotency-Key again that the server may have forgotten', async () => {
    const identity = await identityOf();
    const first = new ProgressFile(path, identity);
    vi.useFakeTimers({ now: Date.parse('2026-11-23T12:00:00Z'), toFake: ['Date'] });
    first.save(done(5));
    vi.setSystemTime(Date.parse('2026-11-23T23:59:00Z'));
    const soon = new ProgressFile(path, identity);
    soon.resume();
    expect(soon.runId).toBe(first.runId);
    // Nothing more was done, so the keys that may have been used are as old as before.
    soon.save(done(5));
    vi.setSystemTime(Date.parse('2026-11-24T00:01:00Z'));
    const late = new ProgressFile(path, identity);
    expect(late.resume()).toMatchObject({ end: 900 });
    expect(late.runId).not.toBe(first.runId);
  });

  test('is not written through a link that has the name of the next progress file', async () => {
    const linked = folder.write('linked.csv', 'external_id,email\n');
    symlinkSync(linked, `${path}.part`);
    new ProgressFile(path, await identityOf()).save(done(1));
    expect(readFileSync(linked, 'utf8')).toBe('external_id,email\n');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ tally: { read: 1 } });
  });

  test('that cannot be kept is said once, and stops nothing', async () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const lost = new ProgressFile(folder.path('no-folder/x.progress.json'), await identityOf());
    lost.save(done(1));
    lost.save(done(2));
    expect(told.mock.calls.map(([text]) => text)).toEqual([
      `How far the import is cannot be kept in ${lost.path} (ENOENT); --resume will not help.\n`,
    ]);
    told.mockRestore();
  });
});

describe('the file of rejected rows', () => {
  const format = {
    ending: 'csv',
    head: `${REJECTED.reason}\n`,
    show: (_row: Row, reason: string) => `${reason}\n`,
  };
  const row: Row = { line: 2, end: 0, text: '', error: '' };

  test('goes on after what was kept, and forgets what came later', () => {
    const rejects = new RejectsFile(folder.path('rejects.csv'), format);
    rejects.add(row, 'ø is kept');
    const kept = rejects.flush();
    rejects.add(row, 'is not');
    rejects.close();
    const again = new RejectsFile(rejects.path, format);
    again.appendAfter(kept);
    again.add(row, 'is new');
    again.close();
    expect(readFileSync(rejects.path, 'utf8')).toBe('rejected_reason\nø is kept\nis new\n');
  });

  test('is missed when it is gone or shorter', () => {
    const rejects = new RejectsFile(folder.write('short.csv', 'x'), format);
    expect(() => rejects.appendAfter(2)).toThrow('are not in');
    expect(() => new RejectsFile(folder.path('gone.csv'), format).appendAfter(2)).toThrow('are not in');
  });
});

test('the command to go on with can be pasted into a shell, and shows no key', () => {
  const typed = ['import', "Kari's list.csv", '--source', 'crm', '--map', 'name={First Name} {Last}'];
  expect(resumeCommand(typed)).toBe(
    "upsertd import --resume 'Kari'\\''s list.csv' --source crm --map 'name={First Name} {Last}'",
  );
  const secret = ['--api-key', 'rk_sandbox_x', '--api-key=rk_sandbox_y', '--resume'];
  expect(resumeCommand(['import', 'a.csv', ...secret, '--single'])).toBe(
    'upsertd import --resume a.csv --single',
  );
});
