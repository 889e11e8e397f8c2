import type { ApiClient, AskedHeaders } from './api.ts';
import type { TargetResponse } from './target-response.ts';
import { SOURCE, type TestIds } from './test-ids.ts';

/** A customer of the run: a reference and an email that nobody had before, and whatever can be done with them. */
export class TestCustomer {
  readonly source: string;
  readonly externalId: string;
  email: string;
  readonly #api: ApiClient;
  #id: string | undefined;

  constructor(api: ApiClient, names: TestIds, { source = SOURCE, email = names.email() } = {}) {
    this.#api = api;
    this.source = source;
    this.externalId = names.externalId();
    this.email = email;
  }

  /** The customer's id there, once an answer has told it. */
  get id(): string {
    if (this.#id === undefined) throw new Error('No answer has told the id of this customer yet.');
    return this.#id;
  }

  /** Upserts these fields with the email; `headers` are beside the usual ones. */
  async upsert(fields: object = {}, headers: AskedHeaders = {}): Promise<TargetResponse> {
    const body = { email: this.email, ...fields };
    return this.#learn(
      await this.#api.call('upsertCustomerByExternalId', { path: this.reference, headers, body }),
    );
  }

  /** Creates the customer without a reference. */
  async create(fields: object = {}, headers: AskedHeaders = {}): Promise<TargetResponse> {
    return this.#learn(
      await this.#api.call('createCustomer', { headers, body: { email: this.email, ...fields } }),
    );
  }

  patch(fields: object, headers: AskedHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('updateCustomer', { path: { id: this.id }, headers, body: fields });
  }

  read(headers: AskedHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('getCustomer', { path: { id: this.id }, headers });
  }

  readByReference(headers: AskedHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('getCustomerByExternalId', { path: this.reference, headers });
  }

  /** The newest first. */
  events(query: Record<string, string | number> = {}): Promise<TargetResponse> {
    return this.#api.call('listEvents', { query: { customer_id: this.id, ...query } });
  }

  get reference(): { source: string; externalId: string } {
    return { source: this.source, externalId: this.externalId };
  }

  #learn(response: TargetResponse): TargetResponse {
    const id = response.find('data.id');
    if (response.status < 300 && typeof id === 'string') this.#id = id;
    return response;
  }
}
