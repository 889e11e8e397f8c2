import { RawClient, type RawReply } from '../support/raw-client.ts';
import { pathOf, type Write, Writes } from './writes.ts';

interface Acknowledged {
  readonly write: Write;
  readonly status: number;
  readonly text: string;
}

/** Whether a response is one that a write may get: success, or an atomic batch that was rejected completely. */
const isFinal = ({ status, text }: RawReply) =>
  status === 200 || status === 201 || (status === 409 && text.includes('"batch_rejected"'));

/** Records all requests and responses, and compares them to the server's data after each restart. */
export class Ledger {
  readonly #key: string;
  #sent = 0;
  readonly #writes = new Writes();
  readonly #acknowledged: Acknowledged[] = [];
  /** Writes acknowledged since the last check, which are the ones that a crash could have lost. */
  #fresh: Acknowledged[] = [];
  #unanswered: Write[] = [];
  /** Descriptions of the faults found. Empty if the server lost nothing. */
  readonly losses: string[] = [];
  #onAcknowledged = () => {};
  readonly counts = {
    acknowledged: 0,
    cutOff: 0,
    cutOffBatches: 0,
    cutOffYetDone: 0,
    replayed: 0,
    events: 0,
  };

  constructor(key: string) {
    this.#key = key;
  }

  /** Sends writes over the given number of connections until the server is killed. */
  async load(url: string, connections: number): Promise<void> {
    const client = new RawClient(url);
    await Promise.all(Array.from({ length: connections }, () => this.#writeUntilCut(client)));
    client.close();
  }

  /** Resolves after `more` further writes have been acknowledged. */
  acknowledges(more: number): Promise<void> {
    const enough = this.counts.acknowledged + more;
    return new Promise((resolve) => {
      this.#onAcknowledged = () => {
        if (this.counts.acknowledged >= enough) resolve();
      };
    });
  }

  async #writeUntilCut(client: RawClient): Promise<void> {
    for (;;) {
      const write = this.#writes.next();
      const reply = await this.#send(client, write).catch(() => undefined);
      if (!reply) {
        this.#unanswered.push(write);
        return;
      }
      this.#note(write, reply);
    }
  }

  /** Checks after a restart: new responses are replayed, interrupted writes are applied completely or not at all. */
  async settle(url: string): Promise<void> {
    const client = new RawClient(url);
    for (const { write, status, text } of this.#fresh) await this.#replay(client, write, { status, text });
    this.#fresh = [];
    for (const write of this.#unanswered) await this.#finish(client, write);
    this.#unanswered = [];
    client.close();
  }

  /** Checks at the end that every response is replayed, and that the events match the acknowledged writes. */
  async audit(url: string): Promise<void> {
    await this.settle(url);
    const client = new RawClient(url);
    for (const { write, status, text } of this.#acknowledged) {
      await this.#replay(client, write, { status, text });
    }
    await this.#countEvents(client);
    client.close();
  }

  async #finish(client: RawClient, write: Write): Promise<void> {
    this.counts.cutOff += 1;
    if (write.newIds.length > 1) {
      this.counts.cutOffBatches += 1;
      const there = await this.#countThere(client, write.newIds);
      if (there !== 0 && there !== write.newIds.length) {
        this.losses.push(`an interrupted batch of ${write.newIds.length} customers left ${there} customers`);
      }
    }
    const reply = await this.#send(client, write);
    if (reply.headers['idempotency-replayed']) this.counts.cutOffYetDone += 1;
    this.#note(write, reply);
  }

  async #replay(client: RawClient, write: Write, first: { status: number; text: string }): Promise<void> {
    const { status, headers, text } = await this.#send(client, write);
    this.counts.replayed += 1;
    if (!headers['idempotency-replayed']) {
      this.losses.push(`${write.method} ${write.path} was acknowledged and is lost`);
    } else if (status !== first.status || text !== first.text) {
      this.losses.push(`${write.method} ${write.path} has another response the second time`);
    }
  }

  async #countThere(client: RawClient, externalIds: readonly string[]): Promise<number> {
    let there = 0;
    for (const id of externalIds) if ((await this.#get(client, pathOf(id))).status === 200) there += 1;
    return there;
  }

  /** Checks that each write has one event per changed customer, under its key, and that event numbers have no gap. */
  async #countEvents(client: RawClient): Promise<void> {
    const made = new Map<string, number>();
    let expected: number | undefined;
    for (let after = ''; ; ) {
      const { text } = await this.#get(client, `/v2/events?limit=100${after && `&starting_after=${after}`}`);
      const { data, has_more } = JSON.parse(text) as { data: Event[]; has_more: boolean };
      for (const { sequence, request } of data) {
        if (expected !== undefined && sequence !== expected) {
          this.losses.push(`event ${sequence} has the place of event ${expected}`);
        }
        expected = sequence - 1;
        this.counts.events += 1;
        made.set(request.idempotency_key, (made.get(request.idempotency_key) ?? 0) + 1);
      }
      if (!has_more) break;
      after = data.at(-1)?.id ?? '';
    }
    if (expected) this.losses.push(`the first event has the number ${expected + 1}`);
    for (const { write } of this.#acknowledged) {
      const count = made.get(write.idempotencyKey) ?? 0;
      made.delete(write.idempotencyKey);
      if (count !== write.changes) {
        this.losses.push(`${write.method} ${write.path} made ${count} changes instead of ${write.changes}`);
      }
    }
    if (made.size > 0) this.losses.push(`${made.size} idempotency keys have events but were never sent`);
  }

  #note(write: Write, reply: RawReply): void {
    if (!isFinal(reply)) {
      this.losses.push(`${write.method} ${write.path} got status ${reply.status}: ${reply.text}`);
      return;
    }
    this.#writes.noteAnswered(write, JSON.parse(reply.text));
    const acknowledged = { write, status: reply.status, text: reply.text };
    this.#acknowledged.push(acknowledged);
    this.#fresh.push(acknowledged);
    this.counts.acknowledged += 1;
    this.#onAcknowledged();
  }

  #send(client: RawClient, { idempotencyKey, method, path, body }: Write): Promise<RawReply> {
    this.#sent += 1;
    const headers = {
      'x-api-key': this.#key,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
      // `disk.c` uses this id to find the write of a response that is sent, and whether that write is on the disk.
      'x-request-id': `proof-${this.#sent}`,
    };
    return client.send(method, path, headers, body);
  }

  #get(client: RawClient, path: string): Promise<RawReply> {
    return client.send('GET', path, { 'x-api-key': this.#key });
  }
}

interface Event {
  readonly id: string;
  readonly sequence: number;
  readonly request: { readonly idempotency_key: string };
}
