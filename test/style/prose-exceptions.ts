import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ProseError } from './prose-linter.ts';

/** A forbidden word that one file needs. */
export interface ProseException {
  /** The path of the file in the repository. */
  readonly file: string;
  readonly word: string;
  readonly reason: string;
}

export function readProseExceptions(): readonly ProseException[] {
  return parse(readFileSync(new URL('prose-exceptions.yml', import.meta.url), 'utf8'));
}

/** Drops the errors that an exception allows, and adds an error for each exception that a checked file does not need. */
export function applyExceptions(
  errors: readonly ProseError[],
  exceptions: readonly ProseException[],
  checkedFiles: readonly string[],
): readonly ProseError[] {
  const allows = ({ file, word }: ProseException, error: ProseError) =>
    file === error.file && word.toLowerCase() === error.word.toLowerCase();
  const unneeded = exceptions.filter(
    (exception) => checkedFiles.includes(exception.file) && !errors.some((error) => allows(exception, error)),
  );
  return [
    ...errors.filter((error) => !exceptions.some((exception) => allows(exception, error))),
    ...unneeded.map(({ file, word }) => ({
      file,
      line: 1,
      column: 1,
      word,
      advice:
        'remove this exception from test/style/prose-exceptions.yml: the file does not contain the word.',
    })),
  ];
}
