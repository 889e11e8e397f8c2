import { listPatients } from './cliniko-list.ts';
import { CLINIKO_DEFAULTS, type ClinikoSettings } from './cliniko-settings.ts';
import { startLoopback, type VendorRequest, type VendorResponse, type VendorServer } from './loopback.ts';
import { People } from './people.ts';

export interface Cliniko extends VendorServer {
  readonly people: People;
  /** What a user gives as `base_url`. */
  readonly baseUrl: string;
  readonly settings: ClinikoSettings;
}

const USER_AGENT = /^\S.* \([^@\s]+@[^@\s]+\)$/;
const LISTS = {
  '/v1/patients': 'active',
  '/v1/patients/archived': 'archived',
  '/v1/patients/deleted': 'deleted',
} as const;

/** Starts a server that behaves as one shard of Cliniko. `CLINIKO_BEHAVIOURS` lists what it copies. */
export async function startCliniko(changes: Partial<ClinikoSettings> = {}): Promise<Cliniko> {
  const settings = { ...CLINIKO_DEFAULTS, ...changes };
  const people = new People();
  const limit = createRateLimit(settings);

  const respond = (request: VendorRequest, origin: string): VendorResponse => {
    const refused = refuse(request, settings) ?? limit();
    if (refused !== undefined) return refused;
    const state = Object.hasOwn(LISTS, request.path) ? LISTS[request.path as keyof typeof LISTS] : undefined;
    if (request.method !== 'GET' || state === undefined)
      return { status: 404, body: { message: 'Not found' } };
    return listPatients(request, origin, people, state, settings);
  };
  const server = await startLoopback(respond);
  return { ...server, people, settings, baseUrl: `${server.origin}/v1` };
}

function refuse({ headers }: VendorRequest, settings: ClinikoSettings): VendorResponse | undefined {
  const wanted = `Basic ${Buffer.from(`${settings.key}:`).toString('base64')}`;
  if (headers.authorization !== wanted || settings.key.split('-').at(-1) !== settings.shard) {
    return { status: settings.refusedStatus, body: { message: 'Invalid API key' } };
  }
  if (USER_AGENT.test(headers['user-agent'] ?? '')) return undefined;
  return {
    status: settings.userAgentStatus,
    body: { message: 'A User-Agent with a contact email is required' },
  };
}

function createRateLimit({ requestsPerWindow, windowMs }: ClinikoSettings): () => VendorResponse | undefined {
  let startedAt = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now >= startedAt + windowMs) {
      startedAt = now;
      count = 0;
    }
    count += 1;
    if (count <= requestsPerWindow) return undefined;
    const reset = String(Math.ceil((startedAt + windowMs) / 1000));
    return { status: 429, headers: { 'x-ratelimit-reset': reset }, body: { message: 'Rate limit exceeded' } };
  };
}
