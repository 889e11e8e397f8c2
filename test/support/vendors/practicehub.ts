import { assumed, type Behaviour, documented, seen } from './behaviour.ts';
import type { Person } from './people.ts';
import { type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';

export const PRACTICEHUB_KEY = 'ph-test-key';

export interface PracticeHubOptions {
  /** The name of the changed-at attribute. */
  readonly changedField?: string;
  /** Whether the server knows the changed-at attribute as a filter. */
  readonly knowsFilter?: boolean;
  /** Repeats the last person of each page as the first one of the next page. */
  readonly repeatsEdges?: boolean;
  /** The form of `id`. */
  readonly ids?: 'number' | 'text';
  /** Returns the patient number of a person. */
  readonly patientNumber?: (person: Person) => string | null;
}

/** Imitates `GET /api/patients` of PracticeHub. */
export class PracticeHubServer extends VendorServer {
  static readonly BEHAVIOURS: readonly Behaviour[] = [
    documented('Both headers, x-practicehub-key and x-app-details, are required.'),
    assumed('A missing or wrong key is a 401, and a missing x-app-details is a 400.'),
    documented('A page has at most 100 patients, and 100 by default.'),
    seen('A larger page_size silently gives 100.'),
    documented('The envelope is total_entries, data, and links with previous, self and next.'),
    assumed('links.next of the last page is null, and its host is that of the request.'),
    documented('A filter with an unknown attribute or without an operator is ignored, with status 200.'),
    documented('A filter is attribute=operator:value.'),
    assumed('The changed-at attribute is named updated, and can be filtered with gte.'),
    seen('A time in a filter has a space and no zone.'),
    assumed('The times of a patient have a space and no zone, and are UTC.'),
    assumed('The list has the order of the id.'),
    seen('The same record can appear twice in one walk.'),
    seen('An id is a number in some lists, and a text in others.'),
    seen('email is null if the patient has none.'),
    seen('429 has a Retry-After or none.'),
  ];

  static readonly API = '/api';
  people: Person[];
  readonly #options: Required<PracticeHubOptions>;

  constructor(people: Person[], options: PracticeHubOptions = {}) {
    super();
    this.people = people;
    this.#options = {
      changedField: 'updated',
      knowsFilter: true,
      repeatsEdges: false,
      ids: 'number',
      patientNumber: ({ number }) => `PN-${number}`,
      ...options,
    };
  }

  protected respond({ path, query, headers }: VendorRequest): VendorResponse {
    if (headers['x-practicehub-key'] !== PRACTICEHUB_KEY)
      return { status: 401, body: { error: 'Unauthorized' } };
    if (!/^[^=]+=.+@.+$/.test(`${headers['x-app-details'] ?? ''}`))
      return { status: 400, body: { error: 'x-app-details is required' } };
    if (path !== `${PracticeHubServer.API}/patients`) return { status: 404, body: { error: 'Not found' } };
    const size = Math.min(100, Number(query.get('page_size') ?? 100));
    const page = Number(query.get('page') ?? 1);
    const found = this.people.filter((person) => this.#matches(person, query));
    const start = (page - 1) * size;
    const data = found.slice(start, start + size);
    const edge = found[start - 1];
    if (this.#options.repeatsEdges && edge && data.length > 0) data.unshift(edge);
    const link = (number: number) => {
      const next = new URLSearchParams(query);
      next.set('page', String(number));
      return `${this.origin}${path}?${next}`;
    };
    return {
      body: {
        total_entries: found.length,
        data: data.map((person) => this.#patient(person)),
        links: {
          previous: page > 1 ? link(page - 1) : null,
          self: link(page),
          next: start + size < found.length ? link(page + 1) : null,
        },
      },
    };
  }

  #matches(person: Person, query: URLSearchParams): boolean {
    const filter = query.get(this.#options.changedField);
    const [, operator, value] = /^(gte|gt):(.+)$/.exec(filter ?? '') ?? [];
    if (!this.#options.knowsFilter || value === undefined) return true;
    const changed = showTime(person.updatedAt);
    return operator === 'gte' ? changed >= value : changed > value;
  }

  #patient(person: Person): object {
    const { ids, changedField, patientNumber } = this.#options;
    return {
      id: ids === 'text' ? String(70_000 + person.number) : 70_000 + person.number,
      patient_number: patientNumber(person),
      first_name: person.first,
      last_name: person.last,
      email: person.email,
      phone: person.phone,
      sex: 'F',
      dob: '1990-05-17',
      total_balance: 0,
      next_apt: null,
      medical_insurance: 'private',
      [changedField]: showTime(person.updatedAt),
    };
  }
}

/** `2026-01-01 00:00:00` in UTC. */
function showTime(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19).replace('T', ' ');
}
