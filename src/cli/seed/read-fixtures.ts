import { parse, YAMLParseError } from 'yaml';
import { readPatch } from '../../contract/field-names.ts';
import type { CustomerPatch, Reference } from '../../domain/customer.ts';
import { foldSource } from '../../domain/customer.ts';
import { type Instant, parseInstant } from '../../domain/instant.ts';
import { RECORD_KINDS, type RecordKind } from '../../domain/records.ts';
import { CliError } from '../cli-error.ts';
import { readFixtureFile } from './fixture-file.ts';
import type { FixtureSchemas } from './fixture-schemas.ts';
import type { FixtureCustomer } from './fixtures.ts';

/** A customer of a fixture file with its fields, references and records. */
export interface Fixture {
  /** The ids of the customer and of its first event, if the file has them. */
  readonly id?: string;
  readonly eventId?: string;
  readonly email: string;
  readonly patch: CustomerPatch;
  readonly references: readonly (Reference & { readonly externalUpdatedAt?: Instant })[];
  /** The records of the file. Their ids and customer ids may be missing. */
  readonly records: Readonly<Record<RecordKind, readonly object[]>>;
}

/** The number of errors of a file that are reported at once. */
const MOST_REPORTED = 20;

/**
 * Reads a fixture file in YAML or JSON: `customers:`, each with the fields of CreateCustomerBody, `id`, `eventId`,
 * `authUserId`, `references` and lists of records.
 *
 * @throws CliError that names each error by its path in the file.
 */
export function readFixtures(path: string, schemas: FixtureSchemas): Fixture[] {
  return checkFixtures(parseFile(path), path, schemas);
}

/**
 * Checks fixtures that have been parsed.
 *
 * @param name the name of the fixtures in an error.
 */
export function checkFixtures(written: unknown, name: string, schemas: FixtureSchemas): Fixture[] {
  const customers = (written as { customers?: unknown } | null)?.customers;
  if (!Array.isArray(customers)) throw new CliError(`${name} has no list "customers"; add it.`);
  const errors = customers.flatMap((customer, index) => schemas.faults(customer, `customers[${index}]`));
  if (errors.length > 0) {
    const rest = errors.length > MOST_REPORTED ? [`… and ${errors.length - MOST_REPORTED} more`] : [];
    throw new CliError(
      [`${name} does not match the spec:`, ...errors.slice(0, MOST_REPORTED), ...rest].join('\n  '),
    );
  }
  return customers.map(toFixture);
}

function parseFile(path: string): unknown {
  const text = readFixtureFile(path);
  // JSON is YAML too, but in JSON the last value of a key that occurs twice counts, as in the body of a request.
  const json = parseIfJson(text);
  if (json !== undefined) return json;
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new CliError(`${path} is not YAML or JSON: ${error.message.split('\n')[0]}`);
  }
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toFixture(
  written: Record<string, unknown> & Pick<FixtureCustomer, 'id' | 'eventId' | 'email' | 'references'>,
): Fixture {
  const { id, eventId, references = [], ...rest } = written;
  const isRecordKind = (name: string) => (RECORD_KINDS as readonly string[]).includes(name);
  return {
    ...(id !== undefined && { id: id.toLowerCase() }),
    ...(eventId !== undefined && { eventId: eventId.toLowerCase() }),
    email: written.email,
    patch: readPatch(Object.fromEntries(Object.entries(rest).filter(([name]) => !isRecordKind(name)))),
    references: references.map(({ source, externalId, externalUpdatedAt }) => {
      const instant = externalUpdatedAt === undefined ? null : parseInstant(externalUpdatedAt);
      return { source: foldSource(source), externalId, ...(instant && { externalUpdatedAt: instant }) };
    }),
    records: Object.fromEntries(
      RECORD_KINDS.map((kind) => [kind, written[kind] ?? []]),
    ) as Fixture['records'],
  };
}
