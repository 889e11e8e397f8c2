import iconv from 'iconv-lite';
import { REJECTED, type Row, type Table } from '../read/table.ts';

/** Writes rejected rows in the encoding, and with the delimiter and line end, of their file. */
export interface RejectsEncoder {
  /** The bytes before the first row. */
  readonly head: Uint8Array;
  show(row: Row, reason: string): Uint8Array;
}

const NDJSON_PREFIX = new RegExp(
  `^\\{\\s*"${REJECTED.line}"\\s*:\\s*\\d+\\s*,\\s*"${REJECTED.reason}"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*"\\s*,?`,
);

/**
 * Creates the encoder for the rejected rows of a table. If the table is itself a file of rejected rows, the encoder
 * replaces its first two columns, so that each file has them once.
 */
export function rejectsEncoder({ columns, format, rejects, isOpen }: RejectedTable): RejectsEncoder {
  const { encoding, newline, kind, delimiter = ',' } = format;
  // Not each JSON object has the keys of the first one.
  const isRejected = isOpen || (columns[0] === REJECTED.line && columns[1] === REJECTED.reason);
  const strip = (text: string) => (isOpen ? stripKeys(text) : stripCells(text, delimiter));
  const lineEnd = isOpen ? '\n' : newline;
  const encode = (text: string) => iconv.encode(text.replace(/\n$/, lineEnd), encoding);
  const head = isRejected && !isOpen ? strip(rejects.head) : rejects.head;
  // Spreadsheet programs read a CSV file as UTF-8 only if it has a byte order mark.
  const bom = format.bom || kind === 'xlsx' ? iconv.encode('\uFEFF', encoding) : Buffer.alloc(0);
  return {
    head: Buffer.concat([bom, head === '' ? Buffer.alloc(0) : encode(head)]),
    show: (row, reason) => encode(rejects.show(isRejected ? { ...row, text: strip(row.text) } : row, reason)),
  };
}

export type RejectedTable = Pick<Table, 'columns' | 'format' | 'rejects' | 'isOpen'>;

function stripKeys(text: string): string {
  return text.replace(NDJSON_PREFIX, '{');
}

/** Removes the first two cells of a record. */
function stripCells(text: string, delimiter: string): string {
  const first = text.indexOf(delimiter);
  const rest = first === -1 ? '' : text.slice(first + delimiter.length);
  const quoted = /^"(?:[^"]|"")*"/.exec(rest)?.[0].length ?? 0;
  const second = rest.indexOf(delimiter, quoted);
  return second === -1 ? '' : rest.slice(second + delimiter.length);
}
