import type { Tenant } from '../../../domain/tenant.ts';
import { UploadFolder } from './upload-folder.ts';
import { STORED_MS, type UploadedFile } from './uploaded-file.ts';

export interface UploadOptions {
  /** The folder of the uploaded files. */
  readonly folder: string;
  /** The size of the largest file, in bytes. */
  readonly maxBytes: number;
  /** Called with an error that no page shows, and what failed. */
  readonly onError: (what: string, error: unknown) => void;
}

/** The number of files that are stored at the same time. */
export const MAX_UPLOADS = 10;
/** The space that an upload leaves on the disk, for the database and the outputs of the import; bytes. */
const FREE_BYTES = 256 * 1024 * 1024;
const CLEAN_INTERVAL_MS = 60 * 60 * 1000;

export type UploadRefusal = 'unavailable' | 'too_many' | 'disk_full';

export interface NewFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly tenant: Tenant;
  readonly source: string;
}

/** The uploaded files. Their state is in memory and on the disk. */
export class Uploads {
  readonly folder: UploadFolder;
  readonly maxBytes: number;
  readonly #files = new Map<string, UploadedFile>();
  readonly #arriving = new Set<string>();
  readonly #clock: () => number;
  readonly #newId: () => string;
  readonly #onError: UploadOptions['onError'];
  #isOpen = false;
  #cleaner: NodeJS.Timeout | undefined;
  /** The writes of states, one after another. */
  #saved: Promise<unknown> = Promise.resolve();

  constructor(options: UploadOptions & { readonly clock: () => number; readonly newId: () => string }) {
    this.folder = new UploadFolder(options.folder);
    this.maxBytes = options.maxBytes;
    this.#clock = options.clock;
    this.#newId = options.newId;
    this.#onError = options.onError;
  }

  /** Loads the stored files. Without a usable folder the server runs, and refuses uploads. */
  async open(): Promise<void> {
    try {
      this.folder.claim();
      for (const upload of await this.folder.load()) this.#files.set(upload.id, upload);
      this.#isOpen = true;
    } catch (error) {
      this.#onError('the folder of uploads cannot be used, so the console offers no imports', error);
    }
    await this.removeExpired();
    this.#cleaner = setInterval(() => void this.removeExpired(), CLEAN_INTERVAL_MS).unref();
  }

  close(): void {
    clearInterval(this.#cleaner);
  }

  /** The files, the newest first. */
  list(): UploadedFile[] {
    return [...this.#files.values()].sort((one, other) => other.uploadedAt - one.uploadedAt);
  }

  find(id: string): UploadedFile | undefined {
    return this.#files.get(id);
  }

  /** Makes room for a file. @param bytes the expected size. @returns its id and folder, or why there is no room. */
  async reserve(
    bytes: number,
  ): Promise<{ readonly id: string; readonly path: string } | { readonly refused: UploadRefusal }> {
    if (!this.#isOpen) return { refused: 'unavailable' };
    if (this.#files.size + this.#arriving.size >= MAX_UPLOADS) return { refused: 'too_many' };
    const id = this.#newId();
    this.#arriving.add(id);
    try {
      if ((await this.folder.freeBytes()) < bytes + FREE_BYTES) {
        this.#arriving.delete(id);
        return { refused: 'disk_full' };
      }
      return { id, path: await this.folder.create(id) };
    } catch (error) {
      this.#arriving.delete(id);
      throw error;
    }
  }

  /** Stores the state of a file that has arrived. If this fails, it removes the file. @throws Error of the file system. */
  async add({ id, name, bytes, tenant, source }: NewFile): Promise<void> {
    const now = this.#clock();
    const settings = { source, options: {} };
    const upload = { id, name, bytes, tenant, settings, uploadedAt: now, changedAt: now };
    try {
      await this.folder.save(upload);
    } catch (error) {
      await this.abandon(id);
      throw error;
    }
    this.#files.set(id, upload);
    this.#arriving.delete(id);
  }

  /** Removes what has arrived of a file. */
  async abandon(id: string): Promise<void> {
    // Its place is free again even if the remains cannot be removed.
    this.#arriving.delete(id);
    await this.folder.remove(id);
  }

  /** Changes a file. @throws Error if it does not exist or the state cannot be written. */
  async update(id: string, change: Partial<UploadedFile>): Promise<UploadedFile> {
    const before = this.#files.get(id);
    if (!before) throw new Error('The uploaded file does not exist.');
    const upload = { ...before, ...change, changedAt: this.#clock() };
    this.#files.set(id, upload);
    const save = this.#saved.then(() => this.folder.save(upload));
    this.#saved = save.catch(() => undefined);
    await save;
    return upload;
  }

  async remove(id: string): Promise<void> {
    this.#files.delete(id);
    await this.#saved;
    await this.folder.remove(id);
  }

  /** Removes the files whose last change is long ago. */
  async removeExpired(): Promise<void> {
    const now = this.#clock();
    for (const { id, task, keyId, changedAt } of this.list()) {
      if (task !== undefined || keyId !== undefined || changedAt + STORED_MS > now) continue;
      await this.remove(id).catch((error) => this.#onError('an uploaded file was not removed', error));
    }
  }
}
