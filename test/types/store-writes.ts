/** Code that must not compile. `make types` checks this file; nothing in it ever runs. */
import type { KeyWrites, StoreWrites } from '../../src/domain/store/store.ts';
import type { StoreCall } from '../../src/writer/messages.ts';
import type { WriterThread } from '../../src/writer/writer-thread.ts';

declare const writer: WriterThread;

export const complete: StoreWrites = writer;

interface MoreWrites extends StoreWrites {
  readonly keys: KeyWrites & { expire(id: string): Promise<void> };
}

// @ts-expect-error the writer thread lacks a method that writes
export const incomplete: MoreWrites = writer;

export const call: StoreCall = { part: 'keys', method: 'revoke', args: ['id', 0] };

// @ts-expect-error the method only reads, so the main thread calls it
export const read: StoreCall = { part: 'keys', method: 'get', args: ['id'] };

// @ts-expect-error the method is one of another part
export const otherPart: StoreCall = { part: 'merchants', method: 'revoke', args: ['id', 0] };

// @ts-expect-error an argument is missing
export const fewArguments: StoreCall = { part: 'keys', method: 'revoke', args: ['id'] };
