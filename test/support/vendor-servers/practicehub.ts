import {
  startLoopback,
  throttled,
  type VendorRequest,
  type VendorResponse,
  type VendorServer,
} from './loopback.ts';
import { linkTo, pageOf, readCount } from './paging.ts';
import { People, type Person } from './people.ts';
import { type PatientRecord, readFilter } from './practicehub-filter.ts';
import { PRACTICEHUB_DEFAULTS, type PracticeHubSettings } from './practicehub-settings.ts';
import { wallClock } from './wall-clock.ts';

export interface PracticeHub extends VendorServer {
  readonly people: People;
  /** What a user gives as `base_url`. */
  readonly baseUrl: string;
  readonly settings: PracticeHubSettings;
}

const LARGEST_PAGE = 100;
const APP_DETAILS = /^[^=]+=[^@\s]+@[^@\s]+$/;

/** Starts a server that behaves as the API of one PracticeHub account. `PRACTICEHUB_BEHAVIOURS` lists what it copies. */
export async function startPracticeHub(changes: Partial<PracticeHubSettings> = {}): Promise<PracticeHub> {
  const settings = { ...PRACTICEHUB_DEFAULTS, ...changes };
  const people = new People();
  const records = new WeakMap<Person, PatientRecord>();
  const recordOf = (person: Person) => {
    const record = records.get(person) ?? showPatient(person, settings);
    records.set(person, record);
    return record;
  };
  let count = 0;

  const respond = (request: VendorRequest, origin: string): VendorResponse => {
    const refusal = refuse(request, settings);
    if (refusal !== undefined) return refusal;
    count += 1;
    const [, single] = /^\/api\/patients\/(\d+)$/.exec(request.path) ?? [];
    if (request.method !== 'GET' || (request.path !== '/api/patients' && single === undefined)) {
      return fail(404, 'Not found', settings);
    }
    if (single !== undefined) return showOne(people, Number(single), recordOf, settings);
    return throttled(settings.throttle, count) ?? listPatients(request, origin, people, recordOf, settings);
  };
  const server = await startLoopback(respond);
  return { ...server, people, settings, baseUrl: `${server.origin}/api` };
}

function refuse({ headers }: VendorRequest, settings: PracticeHubSettings): VendorResponse | undefined {
  if (headers['x-practicehub-key'] !== settings.key)
    return fail(settings.refusedStatus, 'Invalid key', settings);
  const details = headers['x-app-details'];
  if (typeof details === 'string' && APP_DETAILS.test(details)) return undefined;
  return fail(settings.refusedStatus, 'x-app-details is missing', settings);
}

function fail(status: number, message: string, { errorsAs200 }: PracticeHubSettings): VendorResponse {
  return { status: errorsAs200 ? 200 : status, body: { error: { message } } };
}

function showOne(
  people: People,
  number: number,
  recordOf: (person: Person) => PatientRecord,
  settings: PracticeHubSettings,
): VendorResponse {
  const person = people.all().find((one) => one.number === number);
  return person === undefined ? fail(404, 'Not found', settings) : { status: 200, body: recordOf(person) };
}

function listPatients(
  { query, target }: VendorRequest,
  origin: string,
  people: People,
  recordOf: (person: Person) => PatientRecord,
  settings: PracticeHubSettings,
): VendorResponse {
  const listed = people
    .all()
    .filter(({ state }) => state === 'active' || (state === 'archived' && settings.listsArchived));
  if (settings.order === 'newest-change-first') listed.sort((a, b) => b.changedAt - a.changedAt);
  const [first] = listed;
  const attributes = new Set(Object.keys(first === undefined ? {} : recordOf(first)));
  const records = listed.map(recordOf).filter(readFilter(query, settings, attributes));
  const entries = records.flatMap((record, index) =>
    settings.repeatEvery > 0 && (index + 1) % settings.repeatEvery === 0 ? [record, record] : [record],
  );
  const size = Math.min(readCount(query.get('page_size'), LARGEST_PAGE), LARGEST_PAGE);
  const page = readCount(query.get('page'), 1);
  const link = (other: number) => showLink(linkTo(target, other, origin), origin, settings);
  const hasNext = page * size < entries.length;
  const end = settings.lastLink === 'null' ? { next: null } : {};
  const links = {
    ...(page > 1 ? { previous: link(page - 1) } : {}),
    self: link(page),
    ...(hasNext ? { next: link(page + 1) } : end),
  };
  const total = settings.totalCounts === 'entries' ? entries.length : records.length;
  return { status: 200, body: { total_entries: total, data: pageOf(entries, page, size), links } };
}

function showLink(link: string, origin: string, { links }: PracticeHubSettings): string {
  return links === 'absolute' ? link : link.slice(origin.length);
}

function showPatient(person: Person, settings: PracticeHubSettings): PatientRecord {
  const time = (value: number) => wallClock(value, settings.timeZone, settings.timeSeparator);
  const blank = settings.blankNumberEvery > 0 && person.number % settings.blankNumberEvery === 0;
  return {
    id: settings.ids === 'text' ? String(person.number) : person.number,
    patient_number: blank ? '' : `P${String(person.number).padStart(5, '0')}`,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email,
    phone: person.phone,
    sex: 'unknown',
    dob: '1990-01-01',
    active: person.state === 'active' ? 1 : 0,
    address_num: person.street?.split(' ')[0] ?? null,
    address_str: person.street?.split(' ').slice(1).join(' ') ?? null,
    total_balance: 0,
    last_apt: null,
    next_apt: null,
    medical_insurance: null,
    [settings.createdField]: time(person.createdAt),
    [settings.changedField]: time(person.changedAt),
  };
}
