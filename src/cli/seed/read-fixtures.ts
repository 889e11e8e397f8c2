import { parse, YAMLParseError } from 'yaml';
import type { CustomerPatch, Reference } from '../../domain/customer.ts';
import { foldSource } from '../../domain/customer.ts';
import { type Instant, parseInstant } from '../../domain/instant.ts';
import { RECORD_KINDS, type RecordKind } from '../../domain/records.ts';
import { CliError } from '../cli-error.ts';
import { readFixtureFile } from './fixture-file.ts';
import type { FixtureSchemas } from './fixture-schemas.ts';
import type { FixtureReference } from './fixtures.ts';

/** A customer as a fixture tells it: fields, who else knows it, and what hangs on it. */
export interface Fixture {
  readonly email: string;
  readonly patch: CustomerPatch;
  readonly references: readonly (Reference & { readonly externalUpdatedAt?: Instant })[];
  /** As written; ids and whose they are may still be missing. */
  readonly records: Readonly<Record<RecordKind, readonly object[]>>;
}

/** How many faults of a file are told at once. */
const TOLD_FAULTS = 20;

/**
 * Reads a file of fixtures, YAML or JSON: `customers:`, each with the fields of CreateCustomerBody, `authUserId`,
 * `references` and lists of records.
 *
 * @throws Failure naming every fault by its path in the file.
 */
export function readFixtures(path: string, schemas: FixtureSchemas): Fixture[] {
  return checkFixtures(parseFile(path), path, schemas);
}

/**
 * The same for what has been read.
 *
 * @param name what to call it.
 */
export function checkFixtures(written: unknown, name: string, schemas: FixtureSchemas): Fixture[] {
  const customers = (written as { customers?: unknown } | null)?.customers;
  if (!Array.isArray(customers)) throw new CliError(`${name} has no list "customers".`);
  const faults = customers.flatMap((customer, index) => schemas.faults(customer, `customers[${index}]`));
  if (faults.length > 0) {
    const rest = faults.length > TOLD_FAULTS ? [`… and ${faults.length - TOLD_FAULTS} more`] : [];
    throw new CliError([`${name} breaks the spec:`, ...faults.slice(0, TOLD_FAULTS), ...rest].join('\n  '));
  }
  return customers.map(toFixture);
}

function parseFile(path: string): unknown {
  const text = readFixtureFile(path);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CliError(`${path} is not YAML or JSON: ${error.message.split('\n')[0]}`);
  }
}

function toFixture(
  written: Record<string, unknown> & { email: string; references?: FixtureReference[] },
): Fixture {
  const { references = [], ...rest } = written;
  const isRecordKind = (name: string) => (RECORD_KINDS as readonly string[]).includes(name);
  return {
    email: written.email,
    patch: Object.fromEntries(Object.entries(rest).filter(([name]) => !isRecordKind(name))),
    references: references.map(({ source, externalId, externalUpdatedAt }) => {
      const instant = externalUpdatedAt === undefined ? null : parseInstant(externalUpdatedAt);
      return { source: foldSource(source), externalId, ...(instant && { externalUpdatedAt: instant }) };
    }),
    records: Object.fromEntries(
      RECORD_KINDS.map((kind) => [kind, written[kind] ?? []]),
    ) as Fixture['records'],
  };
}
