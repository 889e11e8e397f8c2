import type { ClinikoSettings } from './cliniko-settings.ts';
import { linkTo, pageOf, readCount } from './paging.ts';
import type { Person } from './people.ts';
import type { VendorRequest, VendorResponse } from './vendor-server.ts';
import { utc } from './wall-clock.ts';

type Row = Readonly<Record<string, unknown>>;

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 100;
const TIME_FILTER = /^(\w+):(>=|<=|>|<)(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)$/;
const TIMES: Readonly<Record<Person['state'], readonly string[]>> = {
  active: ['created_at', 'updated_at'],
  archived: ['created_at', 'updated_at', 'archived_at'],
  deleted: ['deleted_at'],
};

/** The people of an account, and the state of those that a list contains. */
interface ListedPeople {
  readonly people: readonly Person[];
  readonly state: Person['state'];
  readonly origin: string;
}

/** Lists the patients of one state, filtered and sorted as the query says. */
export function listPatients(
  { query, target }: VendorRequest,
  { people, state, origin }: ListedPeople,
  settings: ClinikoSettings,
): VendorResponse {
  const asked = readCount(query.get('per_page'), DEFAULT_PAGE);
  if (asked > LARGEST_PAGE && settings.largePageSize === 'error')
    return badRequest('per_page is at most 100');
  const size = Math.min(asked, LARGEST_PAGE);
  let rows = people
    .filter((person) => person.state === state)
    .map((person) => showPatient(person, origin, settings));
  for (const filter of query.getAll('q[]')) {
    const [, field = '', operator = '', text = ''] = TIME_FILTER.exec(filter) ?? [];
    if (!TIMES[state].includes(field)) return badRequest(`${filter} is no filter of this list`);
    const limit = Date.parse(text);
    rows = rows.filter((row) => meets(Date.parse(String(row[field])), operator, limit));
  }
  const [sortField = 'id', direction = 'asc'] = (query.get('sort') ?? '').split(':');
  if (settings.sortFields.includes(sortField)) rows.sort((a, b) => byText(a[sortField], b[sortField]));
  if (direction === 'desc') rows.reverse();
  const page = readCount(query.get('page'), 1);
  const end = settings.lastLink === 'null' ? { next: null } : {};
  const links = {
    self: linkTo(target, page, origin),
    ...(page * size < rows.length ? { next: linkTo(target, page + 1, origin) } : end),
    ...(page > 1 ? { previous: linkTo(target, page - 1, origin) } : {}),
  };
  return { body: { patients: pageOf(rows, page, size), total_entries: rows.length, links } };
}

function badRequest(message: string): VendorResponse {
  return { status: 400, body: { message } };
}

function meets(time: number, operator: string, limit: number): boolean {
  if (operator === '>') return time > limit;
  if (operator === '>=') return time >= limit;
  if (operator === '<') return time < limit;
  return time <= limit;
}

function byText(left: unknown, right: unknown): number {
  if (left === right) return 0;
  return String(left) < String(right) ? -1 : 1;
}

function showPatient(person: Person, origin: string, { ids, firstId }: ClinikoSettings): Row {
  const number = firstId + BigInt(person.number);
  const id = ids === 'text' ? String(number) : number;
  const links = { self: `${origin}/v1/patients/${id}` };
  if (person.state === 'deleted') return { id, deleted_at: utc(person.updatedAt), links };
  return {
    id,
    first_name: person.first,
    last_name: person.last,
    email: person.email,
    invoice_email: null,
    address_1: person.street,
    address_2: null,
    address_3: null,
    city: person.city,
    state: null,
    post_code: person.postcode,
    country: 'Norway',
    date_of_birth: '1990-01-01',
    patient_phone_numbers: person.phone === null ? [] : [{ phone_type: 'Mobile', number: person.phone }],
    old_reference_id: null,
    custom_fields: null,
    created_at: utc(person.createdAt),
    updated_at: utc(person.updatedAt),
    archived_at: person.state === 'archived' ? utc(person.updatedAt) : null,
    deleted_at: null,
    links,
  };
}
