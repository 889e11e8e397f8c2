import type { Option } from 'commander';
import { option } from '../config/environment.ts';
import { parseBytes } from '../parse.ts';

export interface ConsoleImportFlags {
  readonly consoleImportMax: number;
}

const DEFAULT_MAX = '1gib';

export function consoleImportOption(): Option {
  return option(
    '--console-import-max <size>',
    'largest file that the console accepts for an import, such as 500mb or 2gib',
  )
    .argParser(parseBytes)
    .default(parseBytes(DEFAULT_MAX), DEFAULT_MAX);
}
