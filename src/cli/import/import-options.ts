import type { Duplicates } from './conflicts/repeated-ids.ts';
import type { PresetName } from './map/column-names.ts';
import type { MapOption } from './map/mapping.ts';
import type { MaxRejects } from './progress/max-rejects.ts';
import type { FileOptions } from './read/file-format.ts';

/** The options that decide which value each field of a row receives. */
export interface MappingOptions {
  readonly preset?: PresetName;
  readonly map?: readonly MapOption[];
  readonly skip?: readonly string[];
  readonly default?: readonly MapOption[];
  readonly rest?: 'custom_fields' | 'metadata';
  readonly emailTemplate?: string;
  readonly phoneCountry?: string;
  readonly dateFormat?: string;
  readonly timeZone?: string;
  /** The texts that mean an empty cell. */
  readonly null?: readonly string[];
  readonly clearEmpty?: true;
}

/** The options of `upsertd import`. */
export interface ImportOptions extends MappingOptions, FileOptions {
  readonly source?: string;
  readonly url: string;
  readonly apiKey?: string;
  readonly duplicates?: Duplicates;
  readonly maxRejects?: MaxRejects;
  readonly single?: true;
  readonly concurrency?: number;
  readonly resume?: true;
  readonly dryRun?: true;
  readonly preview?: true;
  /** Prints what the import would read and send, and ends. */
  readonly plan?: true;
  readonly yes?: true;
  readonly rejects?: string;
  readonly report?: string;
  readonly config?: string;
  readonly json?: true;
  readonly progress?: 'auto' | 'json';
}
