import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { foldSource } from '../../../domain/customer.ts';
import { keyMode } from '../../key-mode.ts';
import type { MapOption } from '../map/mapping.ts';
import type { FileFormat } from '../read/file-format.ts';
import { STANDARD_INPUT } from '../read/input-file.ts';

/** The properties that a resumed import must share with the import that stopped. */
export interface ImportIdentity {
  /** The SHA-256 hash of the file. */
  readonly content: string;
  readonly source: string;
  readonly url: string;
  /** The prefix of the API key, which identifies sandbox or live data. */
  readonly mode: string;
  readonly map: readonly MapOption[];
  /** The field separator of a CSV file. */
  readonly delimiter: string | null;
  /** The parts of the file that the import reads, and how. */
  readonly reading: Pick<FileFormat, 'kind' | 'encoding' | 'skippedLines'> & {
    readonly sheet: string | null;
  };
  readonly rejects: string;
  /** The options that change the values or the choice of rows. */
  readonly values: unknown;
  /** The version of the rules that split a file into rows. An import resumes after a number of rows. */
  readonly rowRules: number;
}

/** Version 3 adds other encodings and formats, reads more forms of quotes, and guesses fields and empty texts. */
const ROW_RULES = 3;

const NAMES: Readonly<Record<keyof ImportIdentity, string>> = {
  content: 'content of the file',
  source: '--source',
  url: '--url',
  mode: 'mode of the API key',
  map: '--map',
  delimiter: '--delimiter',
  reading: '--format, --encoding, --skip-lines or --sheet',
  rejects: '--rejects',
  values: 'option for values or duplicates',
  rowRules: 'version of upsertd',
};

export interface IdentityOptions {
  readonly source: string;
  readonly url: string;
  readonly apiKey: string;
  readonly map: readonly MapOption[];
  readonly format: FileFormat;
  /** The file of rejected rows. */
  readonly rejectsPath: string;
  /** The options that change the values or the choice of rows. */
  readonly values?: unknown;
}

/** Identifies an import. @returns undefined for standard input or a pipe, which cannot be read twice. */
export async function identifyImport(
  file: string,
  { source, url, apiKey, map, format, rejectsPath, values = {} }: IdentityOptions,
): Promise<ImportIdentity | undefined> {
  if (file === STANDARD_INPUT || !(await stat(file)).isFile()) return undefined;
  const mode = keyMode(apiKey);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return {
    content: hash.digest('hex'),
    source: foldSource(source),
    url,
    mode: mode === undefined ? '' : `rk_${mode}_`,
    map,
    delimiter: format.delimiter ?? null,
    reading: {
      kind: format.kind,
      encoding: format.encoding,
      skippedLines: format.skippedLines,
      sheet: format.sheet ?? null,
    },
    rejects: resolve(rejectsPath),
    values,
    rowRules: ROW_RULES,
  };
}

/** Names the properties in which two imports differ; empty if one can resume the other. */
export function differences(a: ImportIdentity, b: Partial<ImportIdentity> = {}): string[] {
  const keys = Object.keys(NAMES) as (keyof ImportIdentity)[];
  return keys.filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).map((key) => NAMES[key]);
}
