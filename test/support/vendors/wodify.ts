import { pageOf, readCount } from './paging.ts';
import type { Person } from './people.ts';
import { throttled, type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';
import { showClient } from './wodify-client.ts';
import { WODIFY_DEFAULTS, type WodifySettings } from './wodify-settings.ts';

export const WODIFY_KEY = 'wodify-test-key';

const LARGEST_PAGE = 100;

/** The response of the gateway to a path or an id that does not exist. */
const MISSING_TOKEN: VendorResponse = { status: 403, body: { message: 'Missing Authentication Token' } };

/** Behaves as the API of Wodify, with the people that it lists. */
export class WodifyServer extends VendorServer {
  people: Person[];
  readonly settings: WodifySettings;
  #count = 0;

  constructor(people: Person[], settings: Partial<WodifySettings> = {}) {
    super();
    this.people = people;
    this.settings = { ...WODIFY_DEFAULTS, ...settings };
  }

  protected respond({ method, path, query, headers }: VendorRequest): VendorResponse {
    const { keyStatus, planHasApi, throttle } = this.settings;
    const [, id] = /^\/v1\/clients\/(\d+)$/.exec(path) ?? [];
    if (method !== 'GET' || (path !== '/v1/clients' && id === undefined)) return MISSING_TOKEN;
    if (!planHasApi) return { status: 403, body: { message: 'Forbidden' } };
    if (headers['x-api-key'] !== WODIFY_KEY) return { status: keyStatus, body: { message: 'Forbidden' } };
    this.#count += 1;
    const limited = throttled(throttle, this.#count);
    if (limited) return limited;
    return id === undefined ? this.#list(query) : this.#showOne(BigInt(id));
  }

  #showOne(id: bigint): VendorResponse {
    const number = Number(id - this.settings.firstId);
    const person = this.people.find((one) => one.number === number);
    return person ? { body: showClient(person, this.settings, 'created') } : MISSING_TOKEN;
  }

  #list(query: URLSearchParams): VendorResponse {
    const { listsRemoved, largePageSize, stuckHasMore, pageAfterEnd, shape, createdField } = this.settings;
    const asked = readCount(query.get('page_size'), LARGEST_PAGE);
    if (asked > LARGEST_PAGE && largePageSize === 'error')
      return wodifyError('page_size must not exceed 100', 'codes');
    const size = Math.min(asked, LARGEST_PAGE);
    const listed = this.people.filter(({ state }) => state === 'active' || listsRemoved);
    if (query.get('sort')?.startsWith('desc_')) listed.reverse();
    const page = readCount(query.get('page'), 1);
    const last = Math.max(1, Math.ceil(listed.length / size));
    const shown = page <= last ? page : { 'last-page': last, 'first-page': 1, empty: page }[pageAfterEnd];
    const clients = pageOf(listed, shown, size).map((one) => showClient(one, this.settings, createdField));
    if (shape === 'array') return { body: clients };
    const has_more = stuckHasMore || page < last;
    return { body: { clients, pagination: { page, page_size: size, has_more } } };
  }
}

/** An error as Wodify reports it: with the status 200, in one of two forms. */
export function wodifyError(message: string, form: 'codes' | 'api-error'): VendorResponse {
  if (form === 'api-error') return { status: 200, body: { APIError: { ErrorMessage: message } } };
  const texts = { DeveloperMessage: message, UserMessage: message, MoreInfo: '' };
  return { status: 200, body: { HTTPCode: 500, ErrorCode: 'OS-1', ...texts } };
}

/** The two forms of an error with status 200, with personal data. */
export const WODIFY_ERRORS: readonly VendorResponse[] = [
  wodifyError('Failure of jane@example.com', 'codes'),
  wodifyError('Failure of jane@example.com', 'api-error'),
];
