import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { foldSource } from '../../domain/customer.ts';
import type { MapOption } from './mapping.ts';

/** What an import has in common with one that goes on where it stopped. */
export interface ImportIdentity {
  /** SHA-256 of the file. */
  readonly content: string;
  readonly source: string;
  readonly url: string;
  /** The beginning of the API key, which tells sandbox from live data. */
  readonly mode: string;
  readonly map: readonly MapOption[];
  readonly delimiter: string;
  readonly rejects: string;
  /** The version of the rules by which a file is split into rows: an import resumes after a number of rows. */
  readonly rowRules: number;
}

/** Version 2 knows broken quotes, mixed line ends and conflicting ids. */
const ROW_RULES = 2;

const NAMES: Readonly<Record<keyof ImportIdentity, string>> = {
  content: 'content of the file',
  source: '--source',
  url: '--url',
  mode: 'mode of the API key',
  map: '--map',
  delimiter: '--delimiter',
  rejects: '--rejects',
  rowRules: 'version of upsertd',
};

export interface IdentityOptions {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string;
  readonly map: readonly MapOption[];
  readonly delimiter: string;
  /** Where rejected rows are written. */
  readonly rejectsPath: string;
}

/** @returns undefined for a pipe, which cannot be read twice. */
export async function identifyImport(
  file: string,
  { source, url, apiKey, map, delimiter, rejectsPath }: IdentityOptions,
): Promise<ImportIdentity | undefined> {
  if (!(await stat(file)).isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return {
    content: hash.digest('hex'),
    source: foldSource(source),
    url,
    mode: /^rk_[a-z]+_/.exec(apiKey)?.[0] ?? '',
    map,
    delimiter,
    rejects: resolve(rejectsPath),
    rowRules: ROW_RULES,
  };
}

/** What two imports differ in, in words; empty when one may go on for the other. */
export function differences(a: ImportIdentity, b: Partial<ImportIdentity> = {}): string[] {
  const keys = Object.keys(NAMES) as (keyof ImportIdentity)[];
  return keys.filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).map((key) => NAMES[key]);
}
