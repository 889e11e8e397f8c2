import { readFileSync } from 'node:fs';
import { ApiError } from '../../../client/api-error.ts';
import type { Client } from '../../../client/create-client.ts';
import type { SyncStateBody } from '../../../client/shapes.ts';
import { foldSource } from '../../../domain/customer.ts';
import { CliError, usageError } from '../../cli-error.ts';
import { replaceFile } from '../../files/replace-file.ts';
import {
  type Checkpoint,
  type CheckpointStore,
  parseCheckpoint,
  type RunEnd,
  showCheckpoint,
} from './checkpoint.ts';

/** The resource type of the rows that a pull writes. */
const RESOURCE_TYPE = 'customers';

/** An id that no merchant has. */
const NO_MERCHANT = '00000000-0000-0000-0000-000000000000';

const MAX_ERROR_LENGTH = 1000;

/** Stores the checkpoint in the sync state of the target, so that a restored backup has the checkpoint of its data. */
export class TargetCheckpoints implements CheckpointStore {
  readonly #client: Client;
  readonly #source: string;
  #merchantId: string | undefined;

  /** @param merchantId the merchant of the key; undefined if it has no customers yet. */
  constructor(client: Client, source: string, merchantId?: string) {
    this.#client = client;
    this.#source = foldSource(source);
    this.#merchantId = merchantId;
  }

  async load(): Promise<Checkpoint | undefined> {
    const merchantId = await this.#findMerchant();
    if (merchantId === undefined) return undefined;
    const { data } = await this.#call(() => this.#client.syncStates.list(this.#source, merchantId));
    const cursor = data.find(({ resourceType }) => resourceType === RESOURCE_TYPE)?.cursor;
    return cursor === undefined ? undefined : parseCheckpoint(cursor);
  }

  async save(checkpoint: Checkpoint, { startedAt, itemsSynced }: RunEnd): Promise<boolean> {
    return this.#put({
      lastSyncAt: new Date(startedAt).toISOString(),
      lastSyncStatus: 'success',
      lastSyncError: null,
      cursor: showCheckpoint(checkpoint),
      itemsSynced,
    });
  }

  async fail(message: string, startedAt: number): Promise<void> {
    await this.#put({
      lastSyncAt: new Date(startedAt).toISOString(),
      lastSyncStatus: 'error',
      lastSyncError: message.slice(0, MAX_ERROR_LENGTH),
    });
  }

  async #put(body: SyncStateBody): Promise<boolean> {
    const merchantId = await this.#findMerchant();
    if (merchantId === undefined) return false;
    await this.#call(() => this.#client.syncStates.put(this.#source, merchantId, RESOURCE_TYPE, body));
    return true;
  }

  /** Reads the merchant of the key from any customer; an empty target has none. */
  async #findMerchant(): Promise<string | undefined> {
    if (this.#merchantId === undefined) {
      const { data } = await this.#client.customers.list({ limit: 1 });
      this.#merchantId = data[0]?.merchantId;
    }
    return this.#merchantId;
  }

  async #call<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ApiError && error.status === 404)
        throw new CliError(
          'The target has no sync state, so it cannot store the checkpoint. Add --state FILE.',
        );
      throw error;
    }
  }
}

/** Stores the checkpoint in a file, for a target that has no sync state. */
export class FileCheckpoints implements CheckpointStore {
  readonly #client: Client;
  readonly #source: string;
  readonly #path: string;

  constructor(client: Client, source: string, path: string) {
    this.#client = client;
    this.#source = foldSource(source);
    this.#path = path;
  }

  /** @throws CliError if the target has a sync state, or the file belongs to another source. */
  async load(): Promise<Checkpoint | undefined> {
    await this.#refuseSyncState();
    const { data } = await this.#client.customers.list({ limit: 1 });
    const saved = this.#read();
    if (!saved || data.length === 0) return undefined;
    if (saved.source !== this.#source)
      throw usageError(`--state ${this.#path} is the checkpoint of ${saved.source}; name another file.`);
    return parseCheckpoint(saved.cursor);
  }

  async save(checkpoint: Checkpoint): Promise<boolean> {
    const saved = { source: this.#source, cursor: showCheckpoint(checkpoint) };
    try {
      replaceFile(this.#path, JSON.stringify(saved));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CliError(
        `The checkpoint cannot be saved to ${this.#path} (${code}); name another file with --state.`,
      );
    }
    return true;
  }

  async fail(): Promise<void> {}

  /** A target with sync states refuses a foreign merchant with 403; another target does not know the path. */
  async #refuseSyncState(): Promise<void> {
    try {
      await this.#client.syncStates.list(this.#source, NO_MERCHANT);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 405)) return;
      if (!(error instanceof ApiError && error.status === 403)) throw error;
    }
    throw usageError('The target stores the checkpoint itself; leave out --state.');
  }

  #read(): { readonly source: string; readonly cursor: string } | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new CliError(`${this.#path} is not a readable checkpoint. Delete it to read all records again.`);
    }
  }
}
