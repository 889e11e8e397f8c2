import {
  startLoopback,
  throttled,
  type VendorRequest,
  type VendorResponse,
  type VendorServer,
} from './loopback.ts';
import { pageOf, readCount } from './paging.ts';
import { People } from './people.ts';
import { showClient } from './wodify-client.ts';
import { WODIFY_DEFAULTS, type WodifySettings } from './wodify-settings.ts';

export interface Wodify extends VendorServer {
  readonly people: People;
  /** What a user gives as `base_url`. */
  readonly baseUrl: string;
  readonly settings: WodifySettings;
}

const LARGEST_PAGE = 100;

/** Starts a server that behaves as the API of Wodify. `WODIFY_BEHAVIOURS` lists what it copies. */
export async function startWodify(changes: Partial<WodifySettings> = {}): Promise<Wodify> {
  const settings = { ...WODIFY_DEFAULTS, ...changes };
  const people = new People();
  let count = 0;

  const respond = (request: VendorRequest): VendorResponse => {
    if (request.headers['x-api-key'] !== settings.key || !settings.planHasApi) {
      return { status: settings.planHasApi ? settings.refusedStatus : 403, body: { message: 'Forbidden' } };
    }
    count += 1;
    if (request.method !== 'GET') return missingToken();
    const [, single] = /^\/v1\/clients\/(\d+)$/.exec(request.path) ?? [];
    if (single !== undefined) return showOne(people, BigInt(single), settings);
    if (request.path !== '/v1/clients') return missingToken();
    return throttled(settings.throttle, count) ?? listClients(request.query, people, settings);
  };
  const server = await startLoopback(respond);
  return { ...server, people, settings, baseUrl: `${server.origin}/v1` };
}

/** The response of the gateway to a path or an id that does not exist. */
export function missingToken(): VendorResponse {
  return { status: 403, body: { message: 'Missing Authentication Token' } };
}

/** An error as Wodify reports it: with the status 200. */
export function wodifyError(
  message: string,
  { errorForm }: Pick<WodifySettings, 'errorForm'>,
): VendorResponse {
  if (errorForm === 'api-error') return { status: 200, body: { APIError: { ErrorMessage: message } } };
  const body = {
    HTTPCode: 400,
    ErrorCode: 'OS-BERT-40001',
    DeveloperMessage: message,
    UserMessage: message,
    MoreInfo: '',
  };
  return { status: 200, body };
}

function showOne(people: People, id: bigint, settings: WodifySettings): VendorResponse {
  const number = Number(id - settings.idOfFirst) + 1;
  const person = people.all().find((one) => one.number === number);
  return person === undefined
    ? missingToken()
    : { status: 200, body: showClient(person, settings, 'created') };
}

function listClients(query: URLSearchParams, people: People, settings: WodifySettings): VendorResponse {
  const asked = readCount(query.get('page_size'), LARGEST_PAGE);
  if (asked > LARGEST_PAGE && settings.largePageSize === 'error') {
    return wodifyError('page_size must not exceed 100', settings);
  }
  const size = Math.min(asked, LARGEST_PAGE);
  const listed = people.all().filter(({ state }) => state === 'active' || settings.listsRemoved);
  const sort = query.get('sort') ?? 'id';
  if (sort.startsWith('desc_')) listed.reverse();
  const page = readCount(query.get('page'), 1);
  const last = Math.max(1, Math.ceil(listed.length / size));
  const shown =
    page <= last ? page : { 'last-page': last, 'first-page': 1, empty: page }[settings.pageAfterEnd];
  const clients = pageOf(listed, shown, size).map((one) => showClient(one, settings, settings.createdField));
  if (settings.shape === 'array') return { status: 200, body: clients };
  const hasMore = settings.stuckHasMore || page < last;
  return { status: 200, body: { clients, pagination: { page, page_size: size, has_more: hasMore } } };
}
