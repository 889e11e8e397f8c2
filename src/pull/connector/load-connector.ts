import { isLoopback } from '../read/hosts.ts';
import { isKnownZone, parseSourceTime, showLike } from '../read/source-time.ts';
import {
  type Assumption,
  type Auth,
  type Connector,
  type Endpoint,
  type Incremental,
  type PaginatorSettings,
  type ResponseAction,
  START_VALUE,
} from './connector.ts';
import { ConnectorFile } from './connector-file.ts';
import { fillIn, type Given } from './settings.ts';
import { refuseUnknownKeys, validateConnector } from './validate-connector.ts';

/** The content of a connector file. */
interface Written {
  readonly source?: string;
  readonly client: {
    readonly base_url: string;
    readonly headers?: Record<string, string>;
    readonly auth?: Auth;
    readonly allowed_hosts?: string[];
  };
  readonly endpoint: {
    readonly method?: 'GET' | 'POST';
    readonly path: string;
    readonly params?: Endpoint['params'];
    readonly json?: Record<string, unknown>;
    readonly data_selector?: string | string[];
    readonly data_selector_required?: boolean;
    readonly paginator?: PaginatorSettings;
    readonly response_actions?: ResponseAction[];
  };
  readonly incremental?: {
    readonly cursor_path: string;
    readonly initial_value?: string | number;
    readonly lag?: string;
    readonly row_order?: 'asc' | 'desc';
    readonly on_cursor_value_missing?: Incremental['onMissing'];
    readonly time_zone?: string;
  };
  readonly record_key: string;
  readonly sentinels?: string[];
  readonly map: Record<string, string>;
}

/**
 * Loads a connector.
 *
 * @param named a shipped connector, or the path of a YAML file.
 * @throws ConnectorError that names the file, the line, the problem and the fix.
 */
export function loadConnector(named: string, given: Given): Connector {
  const file = new ConnectorFile(named);
  // The placeholders are texts, so the schema is checked again after they have their values.
  const settings = file.toObject().settings;
  if (settings !== undefined) validateConnector(file, { ...skeleton(), settings });
  // A secret under a misspelt key would otherwise be an error about the place of secrets.
  refuseUnknownKeys(file, file.toObject());
  const assumptions = fillIn(file, given);
  const value = file.toObject();
  validateConnector(file, value);
  const written = value as unknown as Written;
  checkUrl(file, written);
  checkHeaders(file, written);
  checkTemplates(file, written);
  return toConnector(file, written, assumptions);
}

/** A connector with only the required keys. */
function skeleton(): object {
  return { client: { base_url: 'https://example.com' }, endpoint: { path: '/' }, record_key: 'id', map: {} };
}

function toConnector(file: ConnectorFile, written: Written, assumptions: Assumption[]): Connector {
  const { client, endpoint, record_key, sentinels = [], map } = written;
  return {
    name: file.name,
    source: written.source ?? file.name,
    client: {
      baseUrl: client.base_url.replace(/\/+$/, ''),
      headers: client.headers ?? {},
      auth: client.auth ?? { type: 'none' },
      allowedHosts: client.allowed_hosts ?? [],
    },
    endpoint: {
      method: endpoint.method ?? 'GET',
      path: endpoint.path,
      params: endpoint.params ?? {},
      json: endpoint.json,
      dataSelectors: [endpoint.data_selector ?? '.'].flat(),
      dataSelectorRequired: endpoint.data_selector_required ?? true,
      paginator: endpoint.paginator ?? { type: 'single_page' },
      responseActions: endpoint.response_actions ?? [],
    },
    incremental: readIncremental(file, written),
    recordKey: record_key,
    sentinels,
    map,
    assumptions,
  };
}

function readIncremental(file: ConnectorFile, { incremental }: Written): Incremental | undefined {
  if (!incremental) return undefined;
  const { initial_value = '1970-01-01T00:00:00Z', lag = '10m', time_zone } = incremental;
  const timeZone = time_zone || undefined;
  if (timeZone !== undefined && !isKnownZone(timeZone))
    throw file.error(
      ['incremental', 'time_zone'],
      `${timeZone} is not a time zone; name one of IANA, such as Europe/Oslo.`,
    );
  if (parseSourceTime(initial_value, timeZone) === undefined)
    throw file.error(
      ['incremental', 'initial_value'],
      `initial_value must be a time such as "${showLike('1970-01-01 00:00:00', 0, undefined)}", 1970-01-01T00:00:00Z, or 0 for UNIX seconds.`,
    );
  return {
    cursorPath: incremental.cursor_path,
    initialValue: initial_value,
    lagMs: readDuration(lag),
    rowOrder: incremental.row_order,
    onMissing: incremental.on_cursor_value_missing ?? 'include',
    timeZone,
  };
}

/** @param text a number and a unit, as the schema requires. @returns milliseconds. */
function readDuration(text: string): number {
  const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units];
}

function checkUrl(file: ConnectorFile, { client: { base_url } }: Written): void {
  const url = URL.parse(base_url);
  const at = ['client', 'base_url'];
  if (!url || !/^https?:$/.test(url.protocol))
    throw file.error(at, `base_url must be a URL such as https://clinic.example.com/api.`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw file.error(at, 'base_url must begin with https://, because the API key is sent to it.');
  if (url.username || url.password || url.search || url.hash)
    throw file.error(
      at,
      'base_url must have no user name, query or fragment; use client.auth and endpoint.params.',
    );
}

function checkHeaders(file: ConnectorFile, { client }: Written): void {
  for (const [name, value] of Object.entries(client.headers ?? {})) {
    try {
      new Headers({ [name]: value });
    } catch {
      throw file.error(
        ['client', 'headers', name],
        `the header ${name} has a name or a value that HTTP does not allow.`,
      );
    }
  }
}

/** Refuses a template that would be sent literally, and one without an incremental section. */
function checkTemplates(file: ConnectorFile, { endpoint, incremental }: Written): void {
  for (const section of ['params', 'json'] as const) {
    const text = JSON.stringify(endpoint[section] ?? {});
    const templates = text.match(/\{incremental\.[^{}"]*\}/g) ?? [];
    const unknown = templates.find((template) => template !== START_VALUE);
    if (unknown)
      throw file.error(['endpoint', section], `${unknown} is unknown; the only template is ${START_VALUE}.`);
    if (templates.length > 0 && !incremental)
      throw file.error(['endpoint', section], `${START_VALUE} needs a section incremental; add it.`);
  }
  if (endpoint.json && endpoint.method !== 'POST')
    throw file.error(['endpoint', 'json'], 'json is only sent with method: POST.');
  const { paginator } = endpoint;
  if (paginator?.type !== 'cursor') return;
  const at = ['endpoint', 'paginator'];
  if ((paginator.cursor_path === undefined) === (paginator.last_record_path === undefined))
    throw file.error(at, 'a cursor paginator has either cursor_path or last_record_path.');
  if ((paginator.cursor_param === undefined) === (paginator.cursor_body_path === undefined))
    throw file.error(at, 'a cursor paginator has either cursor_param or cursor_body_path.');
  if (paginator.last_record_path !== undefined && paginator.has_more_path === undefined)
    throw file.error(at, 'last_record_path needs has_more_path, because each page has a last record.');
}
