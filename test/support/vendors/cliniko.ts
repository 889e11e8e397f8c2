import { listPatients } from './cliniko-list.ts';
import { CLINIKO_DEFAULTS, type ClinikoSettings } from './cliniko-settings.ts';
import type { Person } from './people.ts';
import { type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';

export const CLINIKO_KEY = 'cliniko-test-key-uk1';

const USER_AGENT = /^\S.* \([^@\s]+@[^@\s]+\)$/;

const LISTS = new Map<string, Person['state']>([
  ['/v1/patients', 'active'],
  ['/v1/patients/archived', 'archived'],
  ['/v1/patients/deleted', 'deleted'],
]);

/** Behaves as one shard of Cliniko, with the people that it lists. */
export class ClinikoServer extends VendorServer {
  people: Person[];
  readonly settings: ClinikoSettings;
  #window = { start: 0, count: 0 };

  constructor(people: Person[], settings: Partial<ClinikoSettings> = {}) {
    super();
    this.people = people;
    this.settings = { ...CLINIKO_DEFAULTS, ...settings };
  }

  protected respond(request: VendorRequest): VendorResponse {
    const refused = this.#refuse(request) ?? this.#limit();
    if (refused) return refused;
    const state = LISTS.get(request.path);
    if (request.method !== 'GET' || state === undefined)
      return { status: 404, body: { message: 'Not found' } };
    return listPatients(request, { people: this.people, state, origin: this.origin }, this.settings);
  }

  #refuse({ headers }: VendorRequest): VendorResponse | undefined {
    const { shard, keyStatus, userAgentStatus } = this.settings;
    const expected = `Basic ${Buffer.from(`${CLINIKO_KEY}:`).toString('base64')}`;
    if (headers.authorization !== expected || !CLINIKO_KEY.endsWith(`-${shard}`))
      return { status: keyStatus, body: { message: 'Invalid API key' } };
    if (USER_AGENT.test(headers['user-agent'] ?? '')) return undefined;
    return { status: userAgentStatus, body: { message: 'A User-Agent with a contact email is required' } };
  }

  #limit(): VendorResponse | undefined {
    const { requestsPerWindow, windowMs } = this.settings;
    const now = this.clock();
    if (now - this.#window.start >= windowMs) this.#window = { start: now, count: 0 };
    this.#window.count += 1;
    if (this.#window.count <= requestsPerWindow) return undefined;
    const reset = String(Math.ceil((this.#window.start + windowMs) / 1000));
    return { status: 429, headers: { 'x-ratelimit-reset': reset }, body: { message: 'Too many requests' } };
  }
}
