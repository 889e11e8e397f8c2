import type { Connector } from '../../../pull/connector/connector.ts';
import { keyText, type SourceValue, valueAt } from '../../../pull/read/record-values.ts';
import { parseSourceTime } from '../../../pull/read/source-time.ts';
import { isValidRow } from '../../import/map/read-row.ts';
import type { RecordMapper } from '../map-records.ts';

/** What a sample of records contains: names and counts, no values. */
export interface RecordsDescription {
  readonly records: number;
  readonly keys: { readonly blank: number; readonly repeated: number };
  readonly time: {
    readonly present: number;
    readonly zone: string;
    readonly order: '' | 'ascending' | 'descending';
  };
  readonly with_email: number;
  readonly invalid: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** The number of records with a value, by mapped field. */
  readonly mapped: Readonly<Record<string, number>>;
  readonly not_mapped: readonly string[];
}

export function describeRecords(
  records: readonly SourceValue[],
  connector: Connector,
  mapper: RecordMapper,
): RecordsDescription {
  const mapped: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  let withEmail = 0;
  let invalid = 0;
  for (const [index, record] of records.entries()) {
    const { read, hasEmail } = mapper.read(record, index + 1);
    if (hasEmail) withEmail += 1;
    if (isValidRow(read)) countValues(read.item, mapped);
    else if (hasEmail && 'error' in read) {
      invalid += 1;
      reasons[read.error] = (reasons[read.error] ?? 0) + 1;
    }
  }
  return {
    records: records.length,
    keys: describeKeys(records, connector.recordKey),
    time: describeTimes(records, connector),
    with_email: withEmail,
    invalid,
    reasons,
    mapped,
    not_mapped: unmapped(records, mapper, connector.incremental?.cursorPath),
  };
}

function countValues(item: object, counts: Record<string, number>): void {
  for (const [field, value] of Object.entries(item))
    if (value !== null && value !== undefined) counts[field] = (counts[field] ?? 0) + 1;
}

/** Counts the records without a key, and those whose key another, different record has. */
function describeKeys(records: readonly SourceValue[], recordKey: string): RecordsDescription['keys'] {
  const seen = new Map<string, Set<string>>();
  let blank = 0;
  for (const record of records) {
    const key = keyText(valueAt(record, recordKey));
    if (key === undefined) blank += 1;
    else seen.set(key, (seen.get(key) ?? new Set()).add(JSON.stringify(record)));
  }
  return { blank, repeated: [...seen.values()].filter(({ size }) => size > 1).length };
}

function describeTimes(
  records: readonly SourceValue[],
  { incremental }: Connector,
): RecordsDescription['time'] {
  const values = incremental ? records.map((record) => valueAt(record, incremental.cursorPath)) : [];
  const times = values.flatMap((value) => parseSourceTime(value) ?? []);
  const zoned = times.filter(({ isZoned }) => isZoned).length;
  const instants = times.map(({ instant }) => instant);
  const isAscending = instants.every(
    (instant, index) => index === 0 || (instants[index - 1] ?? '') <= instant,
  );
  const isDescending = instants.every(
    (instant, index) => index === 0 || (instants[index - 1] ?? '') >= instant,
  );
  const isSorted = instants.length > 1 && instants[0] !== instants.at(-1);
  return {
    present: times.length,
    zone:
      times.length === 0
        ? 'no time'
        : zoned === times.length
          ? 'with a zone'
          : zoned === 0
            ? `without a zone${incremental?.timeZone ? `, read as ${incremental.timeZone}` : ''}`
            : 'with and without a zone',
    order: !isSorted ? '' : isAscending ? 'ascending' : isDescending ? 'descending' : '',
  };
}

/** Lists the top-level names of the records that no field uses. */
function unmapped(
  records: readonly SourceValue[],
  { mapping }: RecordMapper,
  cursorPath: string | undefined,
): string[] {
  const places = [...Object.values(mapping), cursorPath ?? ''].flatMap((place) => {
    const inBraces = [...place.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
    return inBraces.length > 0 ? inBraces : [place];
  });
  const used = new Set(places.map((place) => place.split('.', 1)[0]));
  const names = new Set(
    records.flatMap((record) =>
      typeof record === 'object' && record !== null && !Array.isArray(record) ? Object.keys(record) : [],
    ),
  );
  return [...names].filter((name) => !used.has(name));
}
