/** How the rows of a file are written. The preview, the messages and the file of rejected rows use it. */
export interface FileFormat {
  readonly kind: 'csv' | 'ndjson' | 'json' | 'xlsx';
  /** A name that iconv-lite knows: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, `macintosh` or the value of --encoding. */
  readonly encoding: string;
  /** Whether the file begins with a byte order mark. */
  readonly bom: boolean;
  /** The field separator of a CSV file; undefined for other formats. */
  readonly delimiter: string | undefined;
  /** The most frequent line end in the beginning of the file. */
  readonly newline: '\n' | '\r\n' | '\r';
  /** The number of lines before the header: title lines, blank lines and `sep=;`. */
  readonly skippedLines: number;
  /** The name of the sheet; undefined for other formats than xlsx. */
  readonly sheet: string | undefined;
  /** The names of all sheets of a workbook. */
  readonly sheets?: readonly string[];
  /** Whether the file is compressed by gzip. */
  readonly compressed: boolean;
}

/** What the user says about the file. The import finds what is undefined. */
export interface FileOptions {
  readonly format?: FileFormat['kind'];
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly skipLines?: number;
  /** The name of a sheet, or its number, counted from 1. */
  readonly sheet?: string;
}
