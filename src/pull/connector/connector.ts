/** A connector after its settings and secrets were filled in and its defaults were set. */
export interface Connector {
  /** The name of the shipped connector, or of the file without its ending. */
  readonly name: string;
  readonly source: string;
  readonly client: ClientSettings;
  readonly endpoint: Endpoint;
  readonly incremental: Incremental | undefined;
  readonly recordKey: string;
  readonly sentinels: readonly string[];
  /** The place of each field's value, or a template of places in braces. */
  readonly map: Readonly<Record<string, string>>;
  /** The settings whose default was used although the vendor does not document it. */
  readonly assumptions: readonly Assumption[];
}

export interface Assumption {
  readonly setting: string;
  readonly value: string;
  readonly description: string;
}

export interface ClientSettings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: Auth;
  /** `host` or `host:port`, besides that of the base URL. */
  readonly allowedHosts: readonly string[];
}

export type Auth =
  | { readonly type: 'none' }
  | {
      readonly type: 'api_key';
      readonly name: string;
      readonly location?: 'header' | 'query';
      readonly api_key: string;
    }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'http_basic'; readonly username: string; readonly password: string };

export type Param = string | number | boolean;

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly params: Readonly<Record<string, Param | readonly Param[]>>;
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Dotted paths; `.` is the whole response. */
  readonly dataSelectors: readonly string[];
  readonly dataSelectorRequired: boolean;
  readonly paginator: PaginatorSettings;
  readonly responseActions: readonly ResponseAction[];
}

/** The keys of every paginator. */
interface CommonPaginator {
  /** The number of all records; of all pages with page_number, as in dlt. */
  readonly total_path?: string;
  readonly maximum_pages?: number;
}

export type PaginatorSettings = CommonPaginator &
  (
    | { readonly type: 'json_link'; readonly next_url_path: string }
    | { readonly type: 'header_link'; readonly links_next_key?: string }
    | {
        readonly type: 'page_number';
        readonly page_param?: string;
        readonly base_page?: number;
        readonly has_more_path?: string;
      }
    | {
        readonly type: 'offset';
        readonly limit: number;
        readonly offset_param?: string;
        readonly limit_param?: string;
        readonly has_more_path?: string;
      }
    | {
        readonly type: 'cursor';
        readonly cursor_path?: string;
        readonly last_record_path?: string;
        readonly cursor_param?: string;
        readonly cursor_body_path?: string;
        readonly has_more_path?: string;
      }
    | { readonly type: 'single_page' }
  );

export interface ResponseAction {
  readonly status_code?: number;
  readonly content?: string;
  readonly path?: string;
  readonly equals?: Param;
  readonly action: 'fail' | 'retry';
  readonly message?: string;
}

export interface Incremental {
  readonly cursorPath: string;
  /** The form of a time in a request. */
  readonly initialValue: string | number;
  /** Milliseconds. */
  readonly lagMs: number;
  readonly rowOrder: 'asc' | 'desc' | undefined;
  readonly onMissing: 'raise' | 'include' | 'exclude';
  /** The IANA time zone of times without one. */
  readonly timeZone: string | undefined;
}

/** The template in `params` and `json` that the time of the checkpoint replaces. */
export const START_VALUE = '{incremental.start_value}';

/** A connector cannot be used. The message names the place, the problem and the fix; it is a usage error. */
export class ConnectorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConnectorError';
  }
}
