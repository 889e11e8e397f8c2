import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadedFile } from './uploaded-file.ts';

const STATE = 'upload.json';
/** The form of an id, so that a load touches only folders of uploads. */
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** The folder of the uploaded files, which only its owner can read. Each file has a folder of its own. */
export class UploadFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws Error if the folder cannot be created, or other users can read or replace it. */
  claim(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    const found = lstatSync(this.path);
    if (!found.isDirectory()) throw new Error('it is not a folder');
    if (process.getuid && found.uid !== process.getuid()) throw new Error('it belongs to another user');
    if ((found.mode & 0o077) !== 0) chmodSync(this.path, 0o700);
  }

  /** The folder that contains an uploaded file and the output files of its import. */
  filesOf(id: string): string {
    return join(this.path, id, 'files');
  }

  async create(id: string): Promise<string> {
    await mkdir(this.filesOf(id), { recursive: true, mode: 0o700 });
    return this.filesOf(id);
  }

  /** Stores what is known about a file. The state on the disk is complete at any time, also after a power cut. */
  async save(upload: UploadedFile): Promise<void> {
    const path = join(this.path, upload.id, STATE);
    await writeFile(`${path}.part`, JSON.stringify(upload), { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
  }

  remove(id: string): Promise<void> {
    return rm(join(this.path, id), { recursive: true, force: true });
  }

  /** Returns the stored files. Removes those without a readable state, which were never complete or are damaged. */
  async load(): Promise<UploadedFile[]> {
    const ids = (await readdir(this.path)).filter((name) => ID.test(name));
    return (await Promise.all(ids.map((id) => this.#read(id)))).filter((found) => found !== undefined);
  }

  async #read(id: string): Promise<UploadedFile | undefined> {
    try {
      return JSON.parse(await readFile(join(this.path, id, STATE), 'utf8'));
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing || error instanceof SyntaxError) await this.remove(id);
      return undefined;
    }
  }

  /** Returns the free space of the disk, in bytes. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path);
    return bavail * bsize;
  }
}
