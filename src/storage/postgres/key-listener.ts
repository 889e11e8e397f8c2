import pg from 'pg';
import { KEYS_CHANGED } from './key-table.ts';

/** How long, in milliseconds, until a lost connection is made anew. */
const RECONNECT_MS = 1000;

/**
 * Hears of changes of keys the moment they are committed, over a connection of its own, which must lead past any
 * pooler. It only makes sooner known what `KeyMemory` finds out by itself, so nothing depends on whether it hears.
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
    client.once('end', () => this.#listenLater());
    try {
      await client.connect();
      await client.query(`LISTEN ${KEYS_CHANGED}`);
      // Whatever was changed while nobody listened.
      this.#onChange();
    } catch {
      await client.end().catch(() => undefined);
      this.#listenLater();
    }
  }

  #listenLater(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#listen(), RECONNECT_MS).unref();
  }
}
