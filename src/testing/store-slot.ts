import type { Store } from '../domain/store.ts';

/** A place for a store, in which another can be put while it is being served. */
export class StoreSlot {
  #current: Store;
  /** Whatever is in the place. */
  readonly store: Store;

  constructor(first: Store) {
    this.#current = first;
    const part = <K extends 'customers' | 'events' | 'answers' | 'records' | 'keys' | 'merchants'>(name: K) =>
      standIn(() => this.#current[name]);
    this.store = {
      customers: part('customers'),
      events: part('events'),
      answers: part('answers'),
      records: part('records'),
      keys: part('keys'),
      merchants: part('merchants'),
      ping: () => this.#current.ping(),
      figures: () => this.#current.figures(),
      close: () => this.#current.close(),
    };
  }

  /** Closes the store that is there before it opens another, because both may want the same file. */
  async refill(open: () => Promise<Store>): Promise<void> {
    await this.#current.close();
    this.#current = await open();
  }
}

/** An object whose members are those that another has at the moment of use. */
function standIn<T extends object>(current: () => T): T {
  return new Proxy({} as T, { get: (_nothing, name) => Reflect.get(current(), name) });
}
