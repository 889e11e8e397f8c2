import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConnector } from '../../src/pull/connector/load-connector.ts';
import { HttpSource } from '../../src/pull/read/http-source.ts';
import { startWalk } from '../../src/pull/read/walk.ts';
import { tempFolder } from '../support/temp-folder.ts';

const IDS = [1, 2, 3, 4, 5];

interface Got {
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Starts a source that responds with `respond`, and loads a connector to it. */
async function sourceOf(
  endpoint: string,
  respond: (got: Got) => { body: unknown; headers?: Record<string, string> },
  client = '',
) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const one = {
      url: new URL(request.url ?? '', 'http://x'),
      headers: request.headers,
      body: await text(request),
    };
    got.push(one);
    const { body, headers = {} } = respond(one);
    response.writeHead(200, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = join(tempFolder(), 'list.yaml');
  writeFileSync(
    file,
    `client:\n  base_url: ${origin}/api/\n${client}endpoint:\n  path: /list\n${endpoint}incremental: { cursor_path: at }\nrecord_key: id\nmap: { email: email }\n`,
  );
  const connector = loadConnector(file, { settings: new Map(), env: { KEY: 'secret' } });
  return { connector, got, origin };
}

async function walk({ connector }: Awaited<ReturnType<typeof sourceOf>>, startValue?: string) {
  const source = new HttpSource(connector, {
    sleep: async () => undefined,
    signal: new AbortController().signal,
  });
  const { pages, state } = startWalk(connector, source, startValue);
  const ids: unknown[] = [];
  for await (const page of pages) ids.push(...page.map((record) => (record as { id: unknown }).id));
  return { ids, state };
}

const page = (from: number) => IDS.slice(from, from + 2).map((id) => ({ id }));

describe('a walk', () => {
  test('by offset ends at an empty page, and counts the records that it has received', async () => {
    const source = await sourceOf(
      '  data_selector: items\n  paginator: { type: offset, limit: 2, offset_param: skip, limit_param: take }\n',
      ({ url }) => ({ body: { items: page(Number(url.searchParams.get('skip'))) } }),
    );
    expect((await walk(source)).ids).toEqual(IDS);
    expect(source.got.map(({ url }) => url.searchParams.get('skip'))).toEqual(['0', '2', '4', '5']);
    expect(source.got[0]?.url.pathname).toBe('/api/list');
  });

  test('by a cursor sends it in the body of a POST, with the filter of the run', async () => {
    const source = await sourceOf(
      `  method: POST
  json:
    limit: 2
    filters: [{ name: at, operator: GTE, value: "{incremental.start_value}" }]
  data_selector: items
  paginator: { type: cursor, cursor_path: paging.after, cursor_body_path: page.after }
`,
      ({ body }) => {
        const from = Number(JSON.parse(body).page?.after ?? 0);
        return {
          body: { items: page(from), paging: { after: from + 2 < IDS.length ? String(from + 2) : null } },
        };
      },
    );
    expect((await walk(source, '2026-01-01')).ids).toEqual(IDS);
    expect(JSON.parse(source.got[1]?.body ?? '')).toEqual({
      limit: 2,
      filters: [{ name: 'at', operator: 'GTE', value: '2026-01-01' }],
      page: { after: '2' },
    });
    await walk(source);
    expect(JSON.parse(source.got[3]?.body ?? '')).toEqual({ limit: 2, filters: [] });
  });

  test('by the last record ends when has_more is false', async () => {
    const source = await sourceOf(
      '  data_selector: data\n  paginator: { type: cursor, last_record_path: id, cursor_param: after, has_more_path: more }\n',
      ({ url }) => {
        const from = IDS.indexOf(Number(url.searchParams.get('after'))) + 1;
        return { body: { data: page(from), more: from + 2 < IDS.length } };
      },
    );
    expect((await walk(source)).ids).toEqual(IDS);
  });

  test('by the Link header reads a bare list, and sends a key in the query to each page', async () => {
    const source = await sourceOf(
      '  paginator: { type: header_link }\n',
      ({ url }) => {
        const from = Number(url.searchParams.get('from') ?? 0);
        const link: Record<string, string> =
          from + 2 < IDS.length
            ? { link: `</api/list?from=${from + 2}>; rel="prev next", </x>; rel=last` }
            : {};
        return { body: page(from), headers: link };
      },
      '  auth: { type: api_key, name: token, location: query, api_key: "$' + '{env:KEY}" }\n',
    );
    expect((await walk(source)).ids).toEqual(IDS);
    expect(source.got.map(({ url }) => url.searchParams.get('token'))).toEqual([
      'secret',
      'secret',
      'secret',
    ]);
  });

  test('fails at the page cap', async () => {
    const source = await sourceOf('  paginator: { type: page_number, maximum_pages: 3 }\n', ({ url }) => ({
      body: [{ id: url.searchParams.get('page') }],
    }));
    await expect(walk(source)).rejects.toMatchObject({ failure: 'too_many_pages' });
  });

  test('that gets the first page again does not count as complete', async () => {
    const source = await sourceOf('  paginator: { type: page_number, page_param: p }\n', () => ({
      body: page(0),
    }));
    expect((await walk(source)).state).toMatchObject({ hasRepeatedPage: true, hasMoved: true });
  });

  test('by the page number ends at the number of pages, and requests no page after it', async () => {
    const source = await sourceOf(
      '  data_selector: d\n  paginator: { type: page_number, base_page: 0, total_path: meta.pages }\n',
      ({ url }) => ({ body: { d: page(2 * Number(url.searchParams.get('page'))), meta: { pages: 3 } } }),
    );
    const { ids, state } = await walk(source);
    expect(ids).toEqual(IDS);
    expect(source.got.map(({ url }) => url.searchParams.get('page'))).toEqual(['0', '1', '2']);
    expect(state).toMatchObject({ isAtEnd: true, hasMoved: false, total: undefined });
    const without = await sourceOf(
      '  data_selector: d\n  paginator: { type: page_number, total_path: pages }\n',
      () => ({ body: { d: page(0) } }),
    );
    await expect(walk(without)).rejects.toThrow('no number of pages at pages');
  });

  test('by a cursor goes on after several empty pages, and ends at a cursor that comes again', async () => {
    const pages = [page(0), [], [], page(2), page(4)];
    const source = await sourceOf(
      '  data_selector: d\n  paginator: { type: cursor, cursor_path: next, cursor_param: after }\n',
      ({ url }) => {
        const at = Number(url.searchParams.get('after') ?? 0);
        return { body: { d: pages[at], ...(at < 4 && { next: at + 1 }) } };
      },
    );
    expect(await walk(source)).toMatchObject({ ids: IDS, state: { hasRepeatedPage: false, pages: 5 } });
    const stuck = await sourceOf(
      '  data_selector: d\n  paginator: { type: cursor, cursor_path: next, cursor_param: after }\n',
      () => ({ body: { d: [], next: 'x' } }),
    );
    expect((await walk(stuck)).state).toMatchObject({ hasRepeatedPage: true, pages: 3 });
  });

  test('that comes to an earlier page again ends there', async () => {
    const source = await sourceOf(
      '  data_selector: d\n  paginator: { type: page_number, has_more_path: more }\n',
      ({ url }) => ({ body: { d: page(2 * ((Number(url.searchParams.get('page')) - 1) % 3)), more: true } }),
    );
    expect((await walk(source)).state).toMatchObject({ hasRepeatedPage: true, pages: 4 });
  });

  test('notices another total, and a record that comes again on the next page', async () => {
    let requests = 0;
    const source = await sourceOf(
      '  data_selector: d\n  paginator: { type: offset, limit: 1, total_path: total, has_more_path: more }\n',
      () => {
        requests += 1;
        return { body: { d: [{ id: requests }], total: requests, more: requests < 2 } };
      },
    );
    expect((await walk(source)).state).toMatchObject({ hasMoved: true, total: 2 });
  });

  test('keeps an id beyond 2^53 exact, and refuses a response above 64 levels', async () => {
    const source = await sourceOf('', () => ({ body: '[{"id": 9007199254740993}, {"id": "007"}]' }));
    expect((await walk(source)).ids).toEqual(['9007199254740993', '007']);
    const deep = await sourceOf('', () => ({ body: `${'['.repeat(65)}${']'.repeat(65)}` }));
    await expect(walk(deep)).rejects.toMatchObject({ failure: 'unreadable' });
  });

  test('refuses a response above 32 MiB', async () => {
    const source = await sourceOf('', () => ({ body: `["${'x'.repeat(33 * 1024 * 1024)}"]` }));
    await expect(walk(source)).rejects.toMatchObject({ failure: 'too_large' });
  });
});

test('the connector of the guide reads the system that the guide describes', async () => {
  const { readFileSync } = await import('node:fs');
  const guide = readFileSync(new URL('../../docs/pull.md', import.meta.url), 'utf8');
  const [, indented = ''] = /its connector,\n`gymbook\.yaml`:\n\n((?: {4}.*\n)+)/.exec(guide) ?? [];
  const members = [
    {
      memberNo: 17,
      fullName: 'Kari Berg',
      contact: { mail: 'k@example.com' },
      changedAt: '2026-01-01T00:00:00Z',
    },
  ];
  const source = await sourceOf('', ({ headers }) => ({
    body: headers.authorization === 'Bearer t' ? { result: { members }, meta: { more: false } } : {},
  }));
  const file = join(tempFolder(), 'gymbook.yaml');
  writeFileSync(file, indented.replaceAll(/^ {4}/gm, '').replace(/https:\S+/, `${source.origin}/v2`));
  const connector = loadConnector(file, { settings: new Map(), env: { GYMBOOK_TOKEN: 't' } });
  const { state } = await walk({ ...source, connector }, '2025-12-31T00:00:00Z');
  expect(state).toMatchObject({ isAtEnd: true, pages: 1 });
  expect(source.got[0]?.url.search).toBe('?per_page=50&changed_after=2025-12-31T00%3A00%3A00Z&page=1');
});
