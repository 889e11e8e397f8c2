import { expect, test } from 'vitest';
import { isDiskFull } from '../../../src/domain/store/maintenance.ts';
import { readDatabaseState } from '../../../src/http/console/health/database-state.ts';
import { healthWarnings, warningList } from '../../../src/http/console/health/health-warnings.ts';

type Services = Parameters<typeof healthWarnings>[0];

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const NOW = 10 * DAY_MS;

async function warningsOf(free: number | undefined, over: Partial<Services> = {}): Promise<string> {
  const services = {
    store: { ping: async () => {} },
    health: { freeBytes: async () => free },
    clock: () => NOW,
    ...over,
  } as unknown as Services;
  return warningList(healthWarnings(services, await readDatabaseState(services)))
    .map(({ text }) => text.replace(/<[^>]+>/g, ''))
    .join('\n');
}

const backups = (status: object) => ({ backups: { status: () => status } }) as unknown as Partial<Services>;

test('the warnings are empty if the database responds, its disk has space and its backups are new', async () => {
  const last = { name: 'a', at: NOW - DAY_MS, bytes: 1 };
  expect(await warningsOf(100 * MIB, backups({ last, isLate: false }))).toBe('');
  expect(await warningsOf(undefined)).toBe('');
});

test('the warnings say what a full disk stops and what the operator must do', async () => {
  expect(isDiskFull(100 * MIB)).toBe(false);
  const text = await warningsOf(12 * MIB);
  expect(text).toContain('The disk of the database is almost full: 12.0 MiB are free.');
  expect(text).toContain('Free some space on this disk');
});

test('the warnings name a failed backup and the age of a backup that is too old', async () => {
  const last = { name: 'a', at: NOW - 3 * DAY_MS, bytes: 1 };
  const failure = { at: NOW, reason: 'No space.' };
  const text = await warningsOf(100 * MIB, backups({ last, failure, isLate: true }));
  expect(text).toContain('The backup at 1970-01-11 00:00:00 UTC failed. No space.');
  expect(text).toContain('The last backup is too old: 3 d 0 h.');
});
