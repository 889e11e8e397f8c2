import { assumed, type Behaviour, documented } from './behaviour.ts';
import type { Person } from './people.ts';
import { type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';

export const CLINIKO_KEY = 'cliniko-test-key-uk1';

export interface ClinikoOptions {
  /** The number of requests in a minute before a 429. */
  readonly perMinute?: number;
}

/** Imitates `GET /v1/patients` of Cliniko. */
export class ClinikoServer extends VendorServer {
  static readonly BEHAVIOURS: readonly Behaviour[] = [
    documented('The key is the user name of Basic authentication, with an empty password.'),
    documented('The User-Agent must contain a name and an email address in parentheses.'),
    assumed('A missing User-Agent is a 400, and a wrong key is a 401.'),
    documented('The shard follows the last hyphen of the key.'),
    documented('per_page is 50 by default, and at most 100.'),
    documented('The envelope is patients, total_entries, and links with self, previous and next.'),
    documented('q[]=updated_at:>=TIME filters, with > >= < <=, in UTC.'),
    assumed('A filter that cannot be read is a 400.'),
    documented('sort=updated_at:asc sorts.'),
    assumed('sort=created_at:asc sorts, and so does the default.'),
    documented(
      '200 requests per minute and user are allowed; one more is a 429 with X-RateLimit-Reset in UNIX seconds.',
    ),
    documented('Archived and deleted patients are not in the list.'),
  ];

  people: Person[];
  /** The numbers of archived people. */
  readonly archived = new Set<number>();
  readonly #perMinute: number;
  #window = { start: 0, count: 0 };

  constructor(people: Person[], { perMinute = 200 }: ClinikoOptions = {}) {
    super();
    this.people = people;
    this.#perMinute = perMinute;
  }

  protected respond({ path, query, headers }: VendorRequest): VendorResponse {
    const expected = `Basic ${Buffer.from(`${CLINIKO_KEY}:`).toString('base64')}`;
    if (headers.authorization !== expected) return { status: 401, body: { message: 'Unauthorized' } };
    if (!/\(.+@.+\)/.test(headers['user-agent'] ?? ''))
      return { status: 400, body: { message: 'User-Agent is required' } };
    const limited = this.#limit();
    if (limited) return limited;
    if (path !== '/v1/patients') return { status: 404, body: { message: 'Not found' } };
    const filters = query.getAll('q[]').map((text) => /^updated_at:(>=|>|<=|<)(.+Z)$/.exec(text));
    if (filters.some((filter) => filter === null))
      return { status: 400, body: { message: 'Invalid filter' } };
    const found = this.people.filter(
      (person) =>
        !this.archived.has(person.number) &&
        filters.every((filter) =>
          matches(person.updatedAt, filter?.[1] ?? '', Date.parse(filter?.[2] ?? '')),
        ),
    );
    if (query.get('sort') === 'updated_at:asc') found.sort((a, b) => a.updatedAt - b.updatedAt);
    return { body: this.#page(found, path, query) };
  }

  #page(found: readonly Person[], path: string, query: URLSearchParams): object {
    const size = Math.min(100, Number(query.get('per_page') ?? 50));
    const page = Number(query.get('page') ?? 1);
    const link = (number: number) => {
      const linked = new URLSearchParams(query);
      linked.set('page', String(number));
      return `${this.origin}${path}?${linked}`;
    };
    return {
      patients: found.slice((page - 1) * size, page * size).map((person) => this.#patient(person)),
      total_entries: found.length,
      links: {
        self: link(page),
        ...(page > 1 && { previous: link(page - 1) }),
        ...(page * size < found.length && { next: link(page + 1) }),
      },
    };
  }

  #limit(): VendorResponse | undefined {
    const now = this.clock();
    if (now - this.#window.start >= 60_000) this.#window = { start: now, count: 0 };
    this.#window.count += 1;
    if (this.#window.count <= this.#perMinute) return undefined;
    const reset = Math.ceil((this.#window.start + 60_000) / 1000);
    return { status: 429, headers: { 'x-ratelimit-reset': String(reset) }, body: { message: 'Too many' } };
  }

  #patient(person: Person): object {
    const time = (millis: number) => `${new Date(millis).toISOString().slice(0, 19)}Z`;
    return {
      id: String(900_000_000_000_000_000n + BigInt(person.number)),
      first_name: person.first,
      last_name: person.last,
      email: person.email,
      invoice_email: null,
      address_1: `${person.number} Example Street`,
      address_2: null,
      address_3: null,
      city: person.city,
      state: null,
      post_code: '0150',
      country: 'Norway',
      date_of_birth: '1990-05-17',
      patient_phone_numbers: [{ phone_type: 'Mobile', number: person.phone }],
      old_reference_id: null,
      custom_fields: {},
      created_at: time(person.createdAt),
      updated_at: time(person.updatedAt),
      archived_at: null,
      deleted_at: null,
    };
  }
}

function matches(value: number, operator: string, bound: number): boolean {
  switch (operator) {
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    default:
      return value <= bound;
  }
}
