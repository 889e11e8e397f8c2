import type { Connector } from '../../../pull/connector/connector.ts';
import { HttpSource, type ResponseListener } from '../../../pull/read/http-source.ts';
import { firstRequest, hasFilter } from '../../../pull/read/page-requests.ts';
import type { SourceValue } from '../../../pull/read/record-values.ts';
import { SourceError } from '../../../pull/read/source-error.ts';
import { showLike } from '../../../pull/read/source-time.ts';
import { recordsOf, startWalk, type WalkState } from '../../../pull/read/walk.ts';
import { countOf } from '../../count-of.ts';
import { print } from '../../terminal.ts';
import type { RecordMapper } from '../map-records.ts';
import { describeRecords, type RecordsDescription } from './describe-records.ts';
import { describeResponse, type ResponseForm, showForm } from './describe-response.ts';

export interface CheckOptions {
  readonly connector: Connector;
  readonly mapper: RecordMapper;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onResponse?: ResponseListener | undefined;
  readonly isJson: boolean;
}

/** The number of pages that a check reads. */
const PAGES = 5;

const YEAR_MS = 365 * 86_400_000;

type FilterFinding = 'none' | 'applied' | 'ignored' | 'not known: the source has no records';

/**
 * Tries the connection, and reports what the source sends: names and counts, no values.
 *
 * @throws SourceError after it has shown the form of the response, if there was one.
 */
export async function runCheck(options: CheckOptions): Promise<void> {
  const { connector, mapper, onResponse } = options;
  let form: ResponseForm | undefined;
  const source = new HttpSource(connector, {
    ...options,
    onResponse: (request, response) => {
      form ??= describeResponse(response.body);
      onResponse?.(request, response);
    },
  });
  try {
    const { sizes, records, state } = await readSample(connector, source);
    const finding = {
      connector: connector.name,
      envelope: form?.names ?? [],
      total: state.total ?? null,
      pages_read: sizes.length,
      page_sizes: sizes,
      filter: await checkFilter(connector, source, records.length),
      ...describeRecords(records, connector, mapper),
      date_header: source.startedAt !== undefined,
      assumptions: connector.assumptions,
    };
    if (options.isJson) print(JSON.stringify(finding));
    else for (const line of showFinding(finding, connector, state)) print(line);
  } catch (error) {
    if (!(error instanceof SourceError) || !form) throw error;
    const { names, places, lists } = form;
    if (options.isJson)
      print(
        JSON.stringify({
          connector: connector.name,
          envelope: names,
          places,
          possible_data_selectors: lists,
        }),
      );
    else for (const line of showForm(form)) print(line);
    throw error.failure === 'missing_records'
      ? new SourceError(error.failure, missingList(connector, lists))
      : error;
  }
}

/** Reads the first pages. */
async function readSample(
  connector: Connector,
  source: HttpSource,
): Promise<{ sizes: readonly number[]; records: readonly SourceValue[]; state: WalkState }> {
  const { pages, state } = startWalk(connector, source, undefined);
  const sizes: number[] = [];
  const records: SourceValue[] = [];
  for await (const page of pages) {
    sizes.push(page.length);
    records.push(...page);
    if (sizes.length === PAGES) break;
  }
  return { sizes, records, state };
}

function missingList({ endpoint }: Connector, [list]: readonly string[]): string {
  const fix =
    list === undefined
      ? 'It has no list of objects at all, so check base_url, the path and the parameters of the endpoint.'
      : `Set data_selector to ${list === '.' ? '"."' : list}.`;
  return `The response has no list of records at ${endpoint.dataSelectors.join(' or ')}. ${fix}`;
}

/** Asks for the records of the next year: a source that applies the filter has none. */
async function checkFilter(
  { client, endpoint, incremental }: Connector,
  source: HttpSource,
  found: number,
): Promise<FilterFinding> {
  if (!incremental || !hasFilter(endpoint)) return 'none';
  if (found === 0) return 'not known: the source has no records';
  const future = showLike(incremental.initialValue, Date.now() + YEAR_MS, incremental.timeZone);
  const response = await source.fetch(firstRequest(client.baseUrl, endpoint, future));
  return recordsOf({ endpoint } as Connector, response).length === 0 ? 'applied' : 'ignored';
}

type Finding = RecordsDescription & {
  readonly envelope: readonly string[];
  readonly total: number | null;
  readonly pages_read: number;
  readonly page_sizes: readonly number[];
  readonly filter: FilterFinding;
  readonly date_header: boolean;
};

function* showFinding(
  finding: Finding,
  { recordKey, incremental, map, assumptions }: Connector,
  state: WalkState,
): Generator<string> {
  const { records, keys, time } = finding;
  yield `connection   works; the response has ${finding.envelope.join(', ')}`;
  yield `records      ${records} on ${countOf(finding.pages_read, 'page')} of ${finding.page_sizes.join(', ')}; total ${finding.total ?? 'not reported'}`;
  if (state.hasMoved) yield 'order        records came again on the next page, or the total changed';
  yield `record key   ${recordKey}: ${keys.blank} blank, ${keys.repeated} on records with different values`;
  yield `filter       ${finding.filter === 'ignored' ? 'IGNORED: the source sends all records; check the name of the attribute' : finding.filter}`;
  if (incremental)
    yield `changed at   ${incremental.cursorPath}: ${time.present} of ${countOf(records, 'record')}; ${time.present === 0 ? 'NO TIME: correct incremental.cursor_path' : time.zone}${time.order ? `; sorted ${time.order}` : ''}`;
  yield finding.with_email === 0 && records > 0
    ? `email        NONE: no record has a value at ${map.email}; correct map.email of the connector`
    : `email        ${finding.with_email} of ${countOf(records, 'record')}; the others are skipped`;
  yield `mapped       ${Object.entries(finding.mapped)
    .map(([field, count]) => `${field} (${count})`)
    .join(', ')}`;
  yield `not mapped   ${finding.not_mapped.join(', ') || 'none'}`;
  yield `rejected     ${finding.invalid} of ${countOf(records, 'record')}${Object.entries(finding.reasons)
    .map(([reason, count]) => `\n  ${count} × ${reason}`)
    .join('')}`;
  if (!finding.date_header)
    yield 'clock        the source sends no Date header; the clock of this machine is used';
  for (const { setting, value, description } of assumptions)
    yield `assumed      --set ${setting}=${value || '""'}: ${description}`;
}
