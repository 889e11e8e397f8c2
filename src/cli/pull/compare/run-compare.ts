import type { Customers } from '../../../client/customers.ts';
import type { Connector } from '../../../pull/connector/connector.ts';
import { HttpSource, type ResponseListener } from '../../../pull/read/http-source.ts';
import { startWalk } from '../../../pull/read/walk.ts';
import { CliError } from '../../cli-error.ts';
import { countOf } from '../../count-of.ts';
import { csvCell } from '../../files/csv-cell.ts';
import { isValidRow } from '../../import/map/read-row.ts';
import { print, printError } from '../../terminal.ts';
import type { RecordMapper } from '../map-records.ts';
import { writePrivateFile } from '../private-file.ts';
import { differentFields, type FieldDifference, type MappedItem } from './different-fields.ts';

export interface CompareOptions {
  readonly connector: Connector;
  readonly mapper: RecordMapper;
  readonly customers: Customers;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onResponse?: ResponseListener | undefined;
  /** The CSV file of differences. */
  readonly path: string;
  readonly isJson: boolean;
}

/** Above this share of people that only the server has, the scan of the source is probably broken. */
const MOST_ABSENT = 0.2;

/** Up to this number of people, the share is not considered. */
const FEW_ABSENT = 10;

interface Difference extends Partial<FieldDifference> {
  readonly externalId: string;
  readonly kind: 'only_in_source' | 'only_here' | 'different';
}

/** What the source contains. */
interface SourceItems {
  /** By external id, also those that the server would not accept. */
  readonly items: ReadonlyMap<string, MappedItem>;
  /** The external ids of people without an email, whom a pull skips. */
  readonly withoutEmail: ReadonlySet<string>;
  /** The number of records that are not valid, or have no external id. */
  readonly invalid: number;
  /** Whether all records were read, without a change between two pages. */
  readonly isComplete: boolean;
}

/** Compares the source with the server, and writes nothing to either. @throws CliError if they differ. */
export async function runCompare(options: CompareOptions): Promise<void> {
  const source = await readSource(options);
  const { differences, here, equal } = await compareWithTarget(options, source.items);
  const onlyHere = [...here].filter((id) => !source.items.has(id));
  const isPlausible = onlyHere.length <= Math.max(FEW_ABSENT, here.size * MOST_ABSENT);
  for (const externalId of source.items.keys())
    if (!here.has(externalId) && !source.withoutEmail.has(externalId))
      differences.push({ externalId, kind: 'only_in_source' });
  if (source.isComplete && isPlausible)
    for (const externalId of onlyHere) differences.push({ externalId, kind: 'only_here' });

  writePrivateFile(options.path, csvLines(differences), '--source');
  const counts = {
    source: source.items.size,
    here: here.size,
    equal,
    different: new Set(
      differences.filter(({ kind }) => kind === 'different').map(({ externalId }) => externalId),
    ).size,
    only_in_source: differences.filter(({ kind }) => kind === 'only_in_source').length,
    only_here: source.isComplete && isPlausible ? onlyHere.length : null,
    without_email: source.withoutEmail.size,
    not_valid: source.invalid,
  };
  const byField = fieldCounts(differences);
  if (options.isJson)
    print(
      JSON.stringify({
        ...counts,
        fields: byField,
        complete: source.isComplete,
        file: differences.length > 0 ? options.path : null,
      }),
    );
  else {
    for (const [name, count] of Object.entries(counts)) print(`${name.padEnd(15)} ${count ?? 'not known'}`);
    for (const [field, count] of Object.entries(byField)) print(`  ${field.padEnd(13)} ${count}`);
  }
  if (!source.isComplete)
    printError(
      'The source changed during the scan, so the people that only the server has are not known. Compare again.',
    );
  else if (!isPlausible)
    printError(
      `${onlyHere.length} of ${countOf(here.size, 'person is', 'people are')} not in the source. The scan is probably broken, so they are not listed; run the pull with --check.`,
    );
  if (differences.length > 0)
    throw new CliError(`The source and the server differ. The differences are in ${options.path}.`);
}

async function readSource({ connector, mapper, ...options }: CompareOptions): Promise<SourceItems> {
  const source = new HttpSource(connector, options);
  const { pages, state } = startWalk(connector, source, undefined);
  const items = new Map<string, MappedItem>();
  const withoutEmail = new Set<string>();
  let invalid = 0;
  for await (const records of pages) {
    for (const record of records) {
      const { key, hasEmail, read, json } = mapper.read(record, 0);
      if ((key === undefined || hasEmail) && !isValidRow(read)) invalid += 1;
      if (key === undefined) continue;
      // The last record of a key counts.
      withoutEmail.delete(key);
      if (!hasEmail) withoutEmail.add(key);
      // The server does not accept such a record, but it may have an earlier state of it.
      items.set(key, isValidRow(read) ? read.item : { email: null, ...JSON.parse(json) });
    }
  }
  return { items, withoutEmail, invalid, isComplete: state.isAtEnd && !state.hasMoved };
}

async function compareWithTarget(
  { connector, customers, signal }: CompareOptions,
  items: ReadonlyMap<string, MappedItem>,
) {
  const source = connector.source.toLowerCase();
  const differences: Difference[] = [];
  const here = new Set<string>();
  let equal = 0;
  for await (const customer of customers.iterate({ source, limit: 100 }, { signal })) {
    const references = customer.externalRefs ?? customer.external_refs ?? [];
    for (const reference of references) {
      const externalId = 'externalId' in reference ? reference.externalId : reference.external_id;
      if (reference.source !== source || here.has(externalId)) continue;
      here.add(externalId);
      const item = items.get(externalId);
      const fields = item ? differentFields(item, customer) : [];
      for (const field of fields) differences.push({ externalId, kind: 'different', ...field });
      if (item && fields.length === 0) equal += 1;
    }
  }
  return { differences, here, equal };
}

function fieldCounts(differences: readonly Difference[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { field } of differences) if (field !== undefined) counts[field] = (counts[field] ?? 0) + 1;
  return counts;
}

function* csvLines(differences: readonly Difference[]): Generator<string> {
  if (differences.length === 0) return;
  yield 'external_id,difference,field,source_value,server_value';
  for (const { externalId, kind, field = '', source = '', server = '' } of differences)
    yield [externalId, kind, field, source, server].map(safeCell).join(',');
}

/** A leading apostrophe keeps a spreadsheet from running a value as a formula. */
function safeCell(text: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}
