import { freshEmail, freshNumber, freshPath } from './fresh.ts';
import { RawClient, type RawReply } from './raw-client.ts';
import type { TestServer } from './test-server.ts';

/** The number of requests that are sent at the same time. */
export const RUNNERS = 24;

/** The result of a round. A round with an unexpected result throws. */
export interface RaceFigures {
  readonly requests: number;
  readonly replays: number;
  /** The number of responses that ask the client to wait for the first request. */
  readonly waits: number;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: object;
}

/** Sends rounds of concurrent requests over real sockets to a server without other clients. */
export class Races {
  readonly #server: TestServer;
  readonly #client: RawClient;

  constructor(server: TestServer) {
    this.#server = server;
    this.#client = new RawClient(server.url);
  }

  close(): void {
    this.#client.close();
  }

  /**
   * Sends the same request with one Idempotency-Key many times at once. The rounds alternate between the kinds of write.
   *
   * @throws Error if it had more than one effect, or the responses differ.
   */
  async identical(round: number): Promise<RaceFigures> {
    const sent = await this.#aWrite(round);
    const before = await this.#lastEvent();
    const key = `race-${freshNumber()}`;
    const replies = await this.#atOnce(() => this.#send(sent, key));
    const waits = replies.filter(isWait).length;
    for (const [index, reply] of replies.entries())
      if (isWait(reply)) replies[index] = await this.#send(sent, key);
    const firsts = replies.filter((reply) => !isReplay(reply));
    const texts = new Set(replies.map(({ status, text }) => `${status} ${text}`));
    const events = (await this.#lastEvent()) - before;
    const [{ status }] = replies as [RawReply];
    if (firsts.length !== 1 || texts.size !== 1 || events !== 1 || status > 201) {
      const counts = `${firsts.length} first responses, ${texts.size} different ones, ${events} events`;
      throw new Error(
        `${sent.method} ${sent.path}, ${RUNNERS} times at once: ${counts}.\n${[...texts].join('\n')}`,
      );
    }
    return { requests: RUNNERS + waits, replays: RUNNERS - 1, waits };
  }

  /**
   * Sends different upserts of one new external id at once. Each of them has its own field to merge.
   *
   * @throws Error if they did not create one customer with all fields.
   */
  async different(): Promise<RaceFigures> {
    const [path, email] = [freshPath('race'), freshEmail()];
    const before = await this.#lastEvent();
    const names = Array.from({ length: RUNNERS }, (_, index) => `runner_${index}`);
    const replies = await this.#atOnce((index) => {
      const name = names[index] as string;
      const body = { email, metadata: { [name]: index }, custom_fields: { [name]: `${index}` } };
      return this.#send({ method: 'PUT', path, body }, `race-${freshNumber()}`);
    });
    const created = replies.filter(({ status }) => status === 201).length;
    const updated = replies.filter(({ headers }) => headers['upsert-outcome'] === 'updated').length;
    const found = await this.#read(`/v2/customers?email=${email}`);
    const [customer] = found.data;
    const merged = [customer.metadata, customer.customFields].map((object) => Object.keys(object).length);
    const events = (await this.#lastEvent()) - before;
    const counts = [created, updated, found.pagination.total, ...merged, events];
    if (counts.join() !== [1, RUNNERS - 1, 1, RUNNERS, RUNNERS, RUNNERS].join())
      throw new Error(`PUT ${path}: created, updated, customers, merges, merges, events are ${counts}.`);
    return { requests: RUNNERS, replays: 0, waits: 0 };
  }

  /** Sends all requests before the first response, because it awaits nothing between them. */
  #atOnce(send: (index: number) => Promise<RawReply>): Promise<RawReply[]> {
    return Promise.all(Array.from({ length: RUNNERS }, (_, index) => send(index)));
  }

  async #aWrite(round: number): Promise<Sent> {
    const email = freshEmail();
    const path = freshPath('race');
    const kinds = [
      { method: 'PUT', path, body: { email } },
      { method: 'POST', path: '/v2/customers', body: { email } },
      {
        method: 'PUT',
        path: '/v2/customers/external/batch',
        body: {
          source: 'race',
          customers: [{ external_id: `${freshNumber()}`, email }, { external_id: 'x' }],
        },
      },
    ];
    const kind = kinds[round % (kinds.length + 1)];
    if (kind) return kind;
    const { text } = await this.#send({ method: 'PUT', path, body: { email } });
    const id = JSON.parse(text).data.id;
    return { method: 'PATCH', path: `/v2/customers/${id}`, body: { name: 'Changed' } };
  }

  #send({ method, path, body }: Sent, key?: string): Promise<RawReply> {
    const headers = {
      'x-api-key': this.#server.key,
      'content-type': 'application/json',
      ...(key && { 'idempotency-key': key }),
    };
    return this.#client.send(method, path, headers, JSON.stringify(body));
  }

  async #read(path: string) {
    const { text } = await this.#client.send('GET', path, { 'x-api-key': this.#server.key });
    return JSON.parse(text);
  }

  async #lastEvent(): Promise<number> {
    const { data } = await this.#read('/v2/events?limit=1');
    return data[0]?.sequence ?? 0;
  }
}

function isReplay({ headers }: RawReply): boolean {
  return headers['idempotency-replayed'] === 'true';
}

function isWait({ text }: RawReply): boolean {
  return text.includes('"idempotency_in_progress"');
}
