import type { Customers } from '../../../client/customers.ts';
import type { Connector } from '../../../pull/connector/connector.ts';
import { HttpSource, type HttpSourceOptions } from '../../../pull/read/http-source.ts';
import { startWalk } from '../../../pull/read/walk.ts';
import { CliError } from '../../cli-error.ts';
import { countOf } from '../../count-of.ts';
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
  readonly onResponse?: HttpSourceOptions['onResponse'];
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

/** Compares the source with the server, and writes nothing to either. @throws CliError if they differ. */
export async function runCompare(options: CompareOptions): Promise<void> {
  const source = await readSource(options);
  const { differences, here, equal } = await compareWithTarget(options, source.items);
  const onlyHere = [...here].filter((id) => !source.keys.has(id));
  const isPlausible = onlyHere.length <= Math.max(FEW_ABSENT, here.size * MOST_ABSENT);
  for (const externalId of source.items.keys())
    if (!here.has(externalId)) differences.push({ externalId, kind: 'only_in_source' });
  if (source.isComplete && isPlausible)
    for (const externalId of onlyHere) differences.push({ externalId, kind: 'only_here' });

  writePrivateFile(options.path, csvLines(differences), '--source');
  const counts = {
    source: source.keys.size,
    here: here.size,
    equal,
    different: new Set(
      differences.filter(({ kind }) => kind === 'different').map(({ externalId }) => externalId),
    ).size,
    only_in_source: differences.filter(({ kind }) => kind === 'only_in_source').length,
    only_here: source.isComplete && isPlausible ? onlyHere.length : null,
    without_email: source.withoutEmail,
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

async function readSource({ connector, mapper, signal, sleep, onResponse }: CompareOptions) {
  const source = new HttpSource({
    ...{ client: connector.client, method: connector.endpoint.method },
    ...{ actions: connector.endpoint.responseActions, sleep, signal },
    ...(onResponse && { onResponse }),
  });
  const { pages, state } = startWalk(connector, source, undefined);
  const items = new Map<string, MappedItem>();
  const keys = new Set<string>();
  let withoutEmail = 0;
  let invalid = 0;
  for await (const records of pages) {
    for (const record of records) {
      const { key, hasEmail, read } = mapper.read(record, 0);
      if (key !== undefined && keys.has(key)) items.delete(key);
      if (key !== undefined) keys.add(key);
      if (key === undefined || !isValidRow(read)) {
        if (key === undefined || hasEmail) invalid += 1;
        else withoutEmail += 1;
      } else items.set(key, read.item);
    }
  }
  return { items, keys, withoutEmail, invalid, isComplete: state.isAtEnd && !state.hasMoved };
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
    yield [externalId, kind, field, source, server].map(csvCell).join(',');
}

/** Quotes a cell. A leading quote mark keeps a spreadsheet from running a value as a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
