import type { PaginatorSettings } from '../connector/connector.ts';
import type { SourceRequest, SourceResponse } from './http-source.ts';
import { type SourceValue, valueAt } from './record-values.ts';
import { SourceError } from './source-error.ts';

/** A page with its records. */
export interface ReadPage extends SourceResponse {
  readonly records: readonly SourceValue[];
}

/** Decides which request comes after a page. */
export interface Paginator {
  /** Adds the position of the first page to the first request. */
  first(request: SourceRequest): SourceRequest;
  /** @returns undefined after the last page. @throws SourceError if the response lacks a declared place. */
  next(request: SourceRequest, page: ReadPage): SourceRequest | undefined;
}

export function createPaginator(settings: PaginatorSettings): Paginator {
  switch (settings.type) {
    case 'json_link':
      return linkPaginator(({ body }) => textOrNone(valueAt(body, settings.next_url_path)));
    case 'header_link':
      return linkPaginator(({ headers }) =>
        linkOf(headers.get('link') ?? '', settings.links_next_key ?? 'next'),
      );
    case 'page_number': {
      const { page_param = 'page', base_page = 1, total_path } = settings;
      const hasMore = (request: SourceRequest, page: ReadPage) =>
        total_path === undefined
          ? undefined
          : numberOf(request, page_param) - base_page + 1 < readNumber(page, total_path);
      return countingPaginator({ path: settings.has_more_path, hasMore }, (request, page) =>
        withParams(request, {
          [page_param]: page === undefined ? base_page : numberOf(request, page_param) + 1,
        }),
      );
    }
    case 'offset': {
      const { limit, offset_param = 'offset', limit_param = 'limit' } = settings;
      return countingPaginator({ path: settings.has_more_path }, (request, page) =>
        withParams(request, {
          [limit_param]: limit,
          [offset_param]: page === undefined ? 0 : numberOf(request, offset_param) + page.records.length,
        }),
      );
    }
    case 'cursor':
      return cursorPaginator(settings);
    default:
      return { first: (request) => request, next: () => undefined };
  }
}

/** Follows the URL of the next page. The client checks its host. */
function linkPaginator(find: (page: ReadPage) => string | undefined): Paginator {
  return {
    first: (request) => request,
    next: (request, page) => {
      const link = find(page);
      if (link === undefined) return undefined;
      const url = URL.parse(link, request.url);
      if (!url)
        throw new SourceError('unreadable', 'The source sent a link to the next page that is not a URL.');
      return { ...request, url };
    },
  };
}

interface HasMore {
  /** The place of the source's has_more. */
  readonly path: string | undefined;
  /** Decides by the number of pages. Returns undefined if it is not known. */
  readonly hasMore?: (request: SourceRequest, page: ReadPage) => boolean | undefined;
}

/** Counts pages or records, until has_more is false or the last page is reached, or without both until a page is empty. */
function countingPaginator(
  more: HasMore,
  advance: (request: SourceRequest, page: ReadPage | undefined) => SourceRequest,
): Paginator {
  return {
    first: (request) => advance(request, undefined),
    next: (request, page) => {
      const hasMore = Array.isArray(page.body) ? undefined : decideMore(more, request, page);
      const isLast = hasMore === undefined ? page.records.length === 0 : !hasMore;
      return isLast ? undefined : advance(request, page);
    },
  };
}

/** A bare list has neither has_more nor a number of pages. */
function decideMore({ path, hasMore }: HasMore, request: SourceRequest, page: ReadPage): boolean | undefined {
  return path === undefined ? hasMore?.(request, page) : readFlag(page, path);
}

function cursorPaginator(settings: Extract<PaginatorSettings, { type: 'cursor' }>): Paginator {
  const { cursor_path, last_record_path, cursor_param, cursor_body_path, has_more_path } = settings;
  return {
    first: (request) => request,
    next: (request, page) => {
      if (has_more_path !== undefined && !readFlag(page, has_more_path)) return undefined;
      const found =
        cursor_path === undefined
          ? valueAt(page.records.at(-1), last_record_path ?? '')
          : valueAt(page.body, cursor_path);
      const cursor = typeof found === 'number' ? String(found) : textOrNone(found);
      if (cursor === undefined) return undefined;
      if (cursor_param !== undefined) return withParams(request, { [cursor_param]: cursor });
      return {
        ...request,
        json: withValue(request.json as SourceValue, (cursor_body_path ?? '').split('.'), cursor),
      };
    },
  };
}

function readFlag({ body }: ReadPage, path: string): boolean {
  const value = valueAt(body, path);
  if (typeof value === 'boolean') return value;
  throw new SourceError(
    'unreadable',
    `The response has no true or false at ${path}, so the last page cannot be found. Correct the paginator.`,
  );
}

function readNumber({ body }: ReadPage, path: string): number {
  const value = valueAt(body, path);
  if (typeof value === 'number') return value;
  throw new SourceError(
    'unreadable',
    `The response has no number of pages at ${path}, so the last page cannot be found. Correct total_path of the paginator.`,
  );
}

function textOrNone(value: SourceValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Finds the URL of a relation in a Link header (RFC 8288). */
function linkOf(header: string, relation: string): string | undefined {
  for (const [, url, params = ''] of header.matchAll(
    /<([^>]*)>((?:\s*;\s*[^,;="]+(?:=(?:"[^"]*"|[^,;"]*))?)*)/g,
  )) {
    const [, quoted, bare] = /;\s*rel=(?:"([^"]*)"|([^;,\s]+))/i.exec(params) ?? [];
    if ((quoted ?? bare ?? '').split(/\s+/).includes(relation)) return url;
  }
  return undefined;
}

function withParams(
  { url, ...request }: SourceRequest,
  params: Readonly<Record<string, string | number>>,
): SourceRequest {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(params)) changed.searchParams.set(name, String(value));
  return { ...request, url: changed };
}

function numberOf({ url }: SourceRequest, param: string): number {
  return Number(url.searchParams.get(param));
}

function withValue(
  json: SourceValue | undefined,
  [name = '', ...rest]: readonly string[],
  value: string,
): SourceValue {
  const object = typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
  return { ...object, [name]: rest.length === 0 ? value : withValue(object[name], rest, value) };
}
