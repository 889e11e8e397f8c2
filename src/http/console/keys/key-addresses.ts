import type { EndListener } from '../../run-pipeline.ts';

/** An address from which requests with an API key came. */
export interface KeyAddress {
  readonly address: string;
  readonly requests: number;
  /** The end of the last request, in UNIX milliseconds. */
  readonly lastAt: number;
}

/** The most addresses of one key, and the most keys. Those that were not used for the longest time are dropped. */
export const MAX_ADDRESSES = 20;
export const MAX_KEYS = 1000;

/** The addresses from which each API key was used since the server started, in memory. */
export class KeyAddresses {
  /** Both maps have the key or the address that was used last at their end. */
  readonly #keys = new Map<string, Map<string, KeyAddress>>();
  readonly #clock: () => number;

  /** @param clock returns the time in UNIX milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  readonly record: EndListener = ({ key }, { clientAddress }) => {
    if (key === undefined || !clientAddress) return;
    const addresses = this.#keys.get(key) ?? new Map<string, KeyAddress>();
    const requests = (addresses.get(clientAddress)?.requests ?? 0) + 1;
    putLast(
      addresses,
      clientAddress,
      { address: clientAddress, requests, lastAt: this.#clock() },
      MAX_ADDRESSES,
    );
    putLast(this.#keys, key, addresses, MAX_KEYS);
  };

  /** Returns the addresses of a key, the last one first. */
  of(keyId: string): readonly KeyAddress[] {
    return [...(this.#keys.get(keyId)?.values() ?? [])].reverse();
  }
}

/** Sets the last entry of a map, and removes the first one if there are too many. */
function putLast<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value as string);
}
