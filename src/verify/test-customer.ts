import type { ApiClient, TargetHeaders } from './api.ts';
import type { TargetResponse } from './target-response.ts';
import { SOURCE, type TestIds } from './test-ids.ts';

/** A customer of the run with a new reference and a new email, and the requests about it. */
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

  /** The customer's id in the target, known after the first successful response. */
  get id(): string {
    if (this.#id === undefined) throw new Error('No response with the id of this customer has arrived yet.');
    return this.#id;
  }

  /** Upserts these fields and the email. @param headers in addition to the default ones. */
  async upsert(fields: object = {}, headers: TargetHeaders = {}): Promise<TargetResponse> {
    const body = { email: this.email, ...fields };
    return this.#rememberId(
      await this.#api.call('upsertCustomerByExternalId', { path: this.reference, headers, body }),
    );
  }

  /** Creates the customer without a reference. */
  async create(fields: object = {}, headers: TargetHeaders = {}): Promise<TargetResponse> {
    return this.#rememberId(
      await this.#api.call('createCustomer', { headers, body: { email: this.email, ...fields } }),
    );
  }

  /** Upserts these fields and the email as the only item of a batch. */
  async upsertInBatch(fields: object = {}, headers: TargetHeaders = {}): Promise<TargetResponse> {
    const customers = [{ external_id: this.externalId, email: this.email, ...fields }];
    const body = { source: this.source, customers };
    const response = await this.#api.call('batchUpsertCustomers', { headers, body });
    const id = response.find('results.0.id');
    if (typeof id === 'string') this.#id = id;
    return response;
  }

  patch(fields: object, headers: TargetHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('updateCustomer', { path: { id: this.id }, headers, body: fields });
  }

  read(headers: TargetHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('getCustomer', { path: { id: this.id }, headers });
  }

  readByReference(headers: TargetHeaders = {}): Promise<TargetResponse> {
    return this.#api.call('getCustomerByExternalId', { path: this.reference, headers });
  }

  /** Lists the events of the customer, the newest first. */
  events(query: Record<string, string | number> = {}): Promise<TargetResponse> {
    return this.#api.call('listEvents', { query: { customer_id: this.id, ...query } });
  }

  get reference(): { source: string; externalId: string } {
    return { source: this.source, externalId: this.externalId };
  }

  #rememberId(response: TargetResponse): TargetResponse {
    const id = response.find('data.id');
    if (response.status < 300 && typeof id === 'string') this.#id = id;
    return response;
  }
}
