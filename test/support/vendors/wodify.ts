import { assumed, type Behaviour, documented, seen } from './behaviour.ts';
import type { Person } from './people.ts';
import { type VendorRequest, type VendorResponse, VendorServer } from './vendor-server.ts';

export const WODIFY_KEY = 'wodify-test-key';

export interface WodifyOptions {
  /** Returns a bare array, as some endpoints do. */
  readonly bareArray?: boolean;
  /** has_more stays true, and the last page is sent again and again. */
  readonly stuckHasMore?: boolean;
  /** The name of the object with the creation time. */
  readonly createdName?: 'created' | 'created_on';
  /** Whether times have a literal Z. */
  readonly zone?: '' | 'Z';
  /** Added to each number, so that ids exceed 2^53. */
  readonly firstId?: bigint;
}

/** Imitates `GET /v1/clients` of Wodify. */
export class WodifyServer extends VendorServer {
  static readonly BEHAVIOURS: readonly Behaviour[] = [
    documented('The key is the header x-api-key.'),
    seen('An unknown path answers 403 Missing Authentication Token.'),
    assumed('A wrong key answers 403 Forbidden.'),
    documented('page_size is at most 100, and 100 by default; page begins with 1.'),
    documented(
      'The envelope is clients, and pagination with page, page_size and has_more; there is no total.',
    ),
    seen('Some endpoints answer a bare array.'),
    seen('has_more can stay true.'),
    assumed('A page after the last one repeats the last page if has_more stays true.'),
    seen('An error comes with status 200, HTTPCode and DeveloperMessage, or APIError.'),
    seen('No date is 1900-01-01 or 1900-01-01T00:00:00, and no text is an empty text.'),
    seen('A time has no zone, or a literal Z.'),
    seen('updated.updated_on_datetime is nested; a list has created_on, and a single client has created.'),
    seen('An id can exceed 2^53.'),
    seen('status=Active filters nothing.'),
    assumed('The list has the order of the id.'),
  ];

  people: Person[];
  readonly #options: Required<WodifyOptions>;

  constructor(people: Person[], options: WodifyOptions = {}) {
    super();
    this.people = people;
    this.#options = {
      bareArray: false,
      stuckHasMore: false,
      createdName: 'created_on',
      zone: '',
      firstId: 10_000_000n,
      ...options,
    };
  }

  protected respond({ path, query, headers }: VendorRequest): VendorResponse {
    if (path !== '/v1/clients') return { status: 403, body: { message: 'Missing Authentication Token' } };
    if (headers['x-api-key'] !== WODIFY_KEY) return { status: 403, body: { message: 'Forbidden' } };
    const { bareArray, stuckHasMore } = this.#options;
    const size = Math.min(100, Number(query.get('page_size') ?? 100));
    const lastPage = Math.max(1, Math.ceil(this.people.length / size));
    const page = Number(query.get('page') ?? 1);
    const start = ((stuckHasMore ? Math.min(page, lastPage) : page) - 1) * size;
    const clients = this.people.slice(start, start + size).map((person) => this.#client(person));
    const pagination = { page, page_size: size, has_more: stuckHasMore || page < lastPage };
    const body = JSON.stringify(bareArray ? clients : { clients, pagination });
    // JSON.stringify has no integers beyond 2^53.
    return { body: body.replaceAll(/"id":"(\d+)"/g, '"id":$1') };
  }

  #client(person: Person): object {
    const { createdName, zone, firstId } = this.#options;
    const time = (millis: number) => new Date(millis).toISOString().slice(0, 19) + zone;
    return {
      id: String(firstId + BigInt(person.number)),
      first_name: person.first,
      last_name: person.last,
      email: person.email ?? '',
      phone_number: person.phone,
      client_status_id: 1,
      client_status: 'Active',
      location_id: 5_000,
      date_of_birth: person.number % 2 === 0 ? '1900-01-01' : '1988-03-04',
      street_address_1: `${person.number} Example Street`,
      street_address_2: '',
      city: person.city,
      state: '',
      zipcode: '0150',
      country: 'Norway',
      tags: [],
      [createdName]: { created_by_id: 1, created_by: 'Staff', created_on_datetime: time(person.createdAt) },
      updated: { updated_by_id: 1, updated_by: 'Staff', updated_on_datetime: time(person.updatedAt) },
      last_attendance: '1900-01-01T00:00:00',
      emergency_contact_name: 'A relative',
      weight: 70,
    };
  }
}

/** The two forms of an error with status 200. */
export const WODIFY_ERRORS: readonly VendorResponse[] = [
  {
    status: 200,
    body: {
      HTTPCode: 500,
      ErrorCode: 'X',
      DeveloperMessage: 'Failure of jane@example.com',
      UserMessage: '',
      MoreInfo: '',
    },
  },
  { status: 200, body: { APIError: { ErrorMessage: 'Failure of jane@example.com' } } },
];
