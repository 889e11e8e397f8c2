import pg from 'pg';
import { KEYS_CHANGED } from './key-table.ts';

/** The time until the next attempt to connect, in milliseconds. */
const RECONNECT_MS = 1000;

/**
 * Receives a notification as soon as a change of a key is committed. It has its own connection, which must not lead
 * through a pooler. If it misses a notification, `ApiKeyCache` detects the change later, when it compares the revision.
 */
export class KeyListener {
  readonly #url: string;
  readonly #onChange: () => void;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(url: string, onChange: () => void) {
    this.#url = url;
    this.#onChange = onChange;
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'upsertd',
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', this.#onChange);
    client.on('error', () => undefined);
    client.once('end', () => this.#scheduleListen());
    try {
      await client.connect();
      await client.query(`LISTEN ${KEYS_CHANGED}`);
      // Keys can have changed before the connection listened.
      this.#onChange();
    } catch {
      await client.end().catch(() => undefined);
      this.#scheduleListen();
    }
  }

  #scheduleListen(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#listen(), RECONNECT_MS).unref();
  }
}
