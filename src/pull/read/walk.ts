import { hash } from 'node:crypto';
import type { Connector, PaginatorSettings } from '../connector/connector.ts';
import type { HttpSource, SourceRequest, SourceResponse } from './http-source.ts';
import { firstRequest } from './page-requests.ts';
import { createPaginator, type Paginator } from './paginator.ts';
import { keyText, type SourceValue, valueAt } from './record-values.ts';
import { SourceError } from './source-error.ts';

/** The number of pages of a walk, if the connector sets no other one. */
const MOST_PAGES = 10_000;

/** What a walk over all pages has found, besides the records. */
export interface WalkState {
  pages: number;
  /** Whether the walk has reached the last page. */
  isAtEnd: boolean;
  /** Whether the total, or the records at the edge of two pages, changed during the walk. */
  hasMoved: boolean;
  /** Whether a page came again while the source reported more, so that the walk ended. */
  hasRepeatedPage: boolean;
  /** The number of records that the source reports; undefined if it reports none. */
  total: number | undefined;
}

/** A walk over the pages of the source, and its state, which changes while the pages are read. */
export interface Walk {
  readonly state: WalkState;
  /** Yields the records of each page. @throws SourceError */
  readonly pages: AsyncGenerator<readonly SourceValue[], void, void>;
}

/** @param startValue the filter in the form of the source; without it, the walk reads all records. */
export function startWalk(connector: Connector, source: HttpSource, startValue: string | undefined): Walk {
  const state: WalkState = {
    pages: 0,
    isAtEnd: false,
    hasMoved: false,
    hasRepeatedPage: false,
    total: undefined,
  };
  return { state, pages: readPages(connector, source, startValue, state) };
}

async function* readPages(
  connector: Connector,
  source: HttpSource,
  startValue: string | undefined,
  state: WalkState,
): AsyncGenerator<readonly SourceValue[], void, void> {
  const { endpoint, client } = connector;
  const paginator: Paginator = createPaginator(endpoint.paginator);
  const { maximum_pages = MOST_PAGES } = endpoint.paginator;
  const edges = new PageEdges(connector, state);
  let request: SourceRequest | undefined = paginator.first(
    firstRequest(client.baseUrl, endpoint, startValue),
  );
  const seen = new Set<string>();
  while (request) {
    if (state.pages === maximum_pages)
      throw new SourceError(
        'too_many_pages',
        `The source has more than ${maximum_pages} pages. If that is correct, raise maximum_pages in the paginator.`,
      );
    const response = await source.fetch(request);
    const records = recordsOf(connector, response);
    state.pages += 1;
    const content = contentOf(endpoint.paginator, request, records);
    if (seen.has(content)) {
      state.hasRepeatedPage = true;
      // Perhaps the source does not know the parameter of the page, and has more records than its first page.
      if (state.pages === 2) state.hasMoved = true;
      break;
    }
    seen.add(content);
    edges.add(response.body, records);
    yield records;
    request = paginator.next(request, { ...response, records });
  }
  state.isAtEnd = true;
}

/**
 * Identifies the content of a page. An empty page behind a link or a cursor is not the end, and repeats another one only if its
 * request is the same.
 */
function contentOf(
  { type }: PaginatorSettings,
  { url, json }: SourceRequest,
  records: readonly SourceValue[],
): string {
  const isCounting = type === 'page_number' || type === 'offset';
  const content = records.length > 0 || isCounting ? records : [url.href, json];
  return hash('sha256', JSON.stringify(content), 'base64');
}

/** Finds the records of a response. @throws SourceError if the connector's place does not exist, or is no list. */
export function recordsOf(
  { endpoint }: Connector,
  { body }: Pick<SourceResponse, 'body'>,
): readonly SourceValue[] {
  const { dataSelectors, dataSelectorRequired } = endpoint;
  for (const selector of dataSelectors) {
    const found = valueAt(body, selector);
    if (Array.isArray(found)) return found;
  }
  if (!dataSelectorRequired && typeof body === 'object' && body !== null) return [];
  throw new SourceError(
    'missing_records',
    `The response has no list of records at ${dataSelectors.join(' or ')}, so the source reports an error or has another form. Run the pull with --check, which shows the form and the place of the list.`,
  );
}

/** Notices changes between two pages: another total, or a record that is on both. */
class PageEdges {
  readonly #connector: Connector;
  readonly #state: WalkState;
  #lastKey: string | undefined;
  #total: number | undefined;

  constructor(connector: Connector, state: WalkState) {
    this.#connector = connector;
    this.#state = state;
  }

  add(body: SourceValue, records: readonly SourceValue[]): void {
    const { recordKey, endpoint } = this.#connector;
    const { type, total_path: path } = endpoint.paginator;
    const total = path === undefined ? undefined : valueAt(body, path);
    if (typeof total === 'number') {
      if (this.#total !== undefined && this.#total !== total) this.#state.hasMoved = true;
      this.#total = total;
      // Of a page_number paginator it is the number of pages.
      if (type !== 'page_number') this.#state.total = total;
    }
    const keys = records.map((record) => keyText(valueAt(record, recordKey)));
    if (this.#lastKey !== undefined && keys.includes(this.#lastKey)) this.#state.hasMoved = true;
    this.#lastKey = keys.at(-1) ?? this.#lastKey;
  }
}
