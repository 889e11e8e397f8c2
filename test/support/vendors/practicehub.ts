import { linkTo, pageOf, readCount } from './paging.ts';
import type { Person } from './people.ts';
import { readFilter } from './practicehub-filter.ts';
import { PRACTICEHUB_DEFAULTS, type PracticeHubSettings } from './practicehub-settings.ts';
import { throttled, type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';
import { wallClock } from './wall-clock.ts';

export const PRACTICEHUB_KEY = 'ph-test-key';

const LARGEST_PAGE = 100;
const APP_DETAILS = /^[^=]+=[^@\s]+@[^@\s]+$/;

/** Added to the number of a person, so that an id differs from the patient number. */
const FIRST_ID = 70_000;

/** Behaves as the API of one PracticeHub account, with the people that it lists. */
export class PracticeHubServer extends VendorServer {
  people: Person[];
  readonly settings: PracticeHubSettings;
  #count = 0;

  constructor(people: Person[], settings: Partial<PracticeHubSettings> = {}) {
    super();
    this.people = people;
    this.settings = { ...PRACTICEHUB_DEFAULTS, ...settings };
  }

  protected respond(request: VendorRequest): VendorResponse {
    const refusal = this.#refuse(request);
    if (refusal) return refusal;
    this.#count += 1;
    const limited = throttled(this.settings.throttle, this.#count);
    if (limited) return limited;
    const [, id] = /^\/api\/patients\/(\d+)$/.exec(request.path) ?? [];
    if (id !== undefined) return this.#showOne(Number(id) - FIRST_ID);
    const isList = request.method === 'GET' && request.path === '/api/patients';
    return isList ? this.#list(request) : this.#fail(404, 'Not found');
  }

  #refuse({ headers }: VendorRequest): VendorResponse | undefined {
    const { keyStatus, appDetailsStatus } = this.settings;
    if (headers['x-practicehub-key'] !== PRACTICEHUB_KEY) return this.#fail(keyStatus, 'Unauthorized');
    if (APP_DETAILS.test(`${headers['x-app-details'] ?? ''}`)) return undefined;
    return this.#fail(appDetailsStatus, 'x-app-details is required');
  }

  #fail(status: number, message: string): VendorResponse {
    return { status: this.settings.errorsAs200 ? 200 : status, body: { error: { message } } };
  }

  #showOne(number: number): VendorResponse {
    const person = this.people.find((one) => one.number === number);
    return person ? { body: this.#patient(person) } : this.#fail(404, 'Not found');
  }

  #list({ query, target }: VendorRequest): VendorResponse {
    const { repeatEvery, totalCounts, lastLink } = this.settings;
    const records = this.#filtered(query);
    const entries =
      repeatEvery === 0
        ? records
        : records.flatMap((one, index) => ((index + 1) % repeatEvery === 0 ? [one, one] : [one]));
    const size = Math.min(readCount(query.get('page_size'), LARGEST_PAGE), LARGEST_PAGE);
    const page = readCount(query.get('page'), 1);
    const end = lastLink === 'null' ? { next: null } : {};
    const links = {
      ...(page > 1 && { previous: this.#link(target, page - 1) }),
      self: this.#link(target, page),
      ...(page * size < entries.length ? { next: this.#link(target, page + 1) } : end),
    };
    const data = pageOf(entries, page, size).map((person) => this.#patient(person));
    const total = totalCounts === 'entries' ? entries.length : records.length;
    return { body: { total_entries: total, data, links } };
  }

  #filtered(query: URLSearchParams): readonly Person[] {
    const { listsArchived, order, knowsChangedFilter, changedField } = this.settings;
    const listed = this.people.filter(
      ({ state }) => state === 'active' || (state === 'archived' && listsArchived),
    );
    if (order === 'newest-change-first') listed.sort((a, b) => b.updatedAt - a.updatedAt);
    const [first] = listed;
    const attributes = new Set(Object.keys(first ? this.#patient(first) : {}));
    if (!knowsChangedFilter) attributes.delete(changedField);
    const filter = readFilter(query, this.settings, attributes);
    return filter ? listed.filter((person) => filter(this.#patient(person))) : listed;
  }

  #link(target: string, page: number): string {
    const link = linkTo(target, page, this.origin);
    return this.settings.links === 'absolute' ? link : link.slice(this.origin.length);
  }

  /** Shows a person as a patient. Private fields are there, so that a test can see that they go nowhere. */
  #patient(person: Person): Readonly<Record<string, unknown>> {
    const { ids, changedField, createdField, timeZone, timeSeparator, blankNumberEvery } = this.settings;
    const time = (millis: number) => wallClock(millis, timeZone, timeSeparator);
    const id = FIRST_ID + person.number;
    const isBlank = blankNumberEvery > 0 && person.number % blankNumberEvery === 0;
    return {
      id: ids === 'text' ? String(id) : id,
      patient_number: isBlank ? '' : `PN-${person.number}`,
      first_name: person.first,
      last_name: person.last,
      email: person.email,
      phone: person.phone,
      sex: 'F',
      dob: '1990-05-17',
      active: person.state === 'active' ? 1 : 0,
      total_balance: 0,
      last_apt: null,
      next_apt: null,
      medical_insurance: 'private',
      [createdField]: time(person.createdAt),
      [changedField]: time(person.updatedAt),
    };
  }
}
