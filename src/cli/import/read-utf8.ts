import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { Failure } from '../failure.ts';
import { LONGEST_RECORD } from './table.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a text file in pieces that end where a line ends, without a byte order mark.
 *
 * @throws Failure naming the line that is not UTF-8: to guess another encoding would store wrong names without a word.
 */
export async function* readUtf8(file: string): AsyncGenerator<Buffer, void, void> {
  let rest = Buffer.alloc(0);
  let line = 1;
  let isFirst = true;
  for await (const chunk of createReadStream(file)) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const cut = bytes.lastIndexOf(LINE_FEED) + 1 || bytes.lastIndexOf(CARRIAGE_RETURN) + 1;
    const whole = bytes.subarray(0, cut);
    rest = bytes.subarray(cut);
    if (rest.length > LONGEST_RECORD) {
      throw new Failure(`${file}, line ${line}: this line is endless; is it a text file?`);
    }
    if (cut === 0) continue;
    line = checkLines(file, whole, line);
    yield isFirst ? withoutMark(whole) : whole;
    isFirst = false;
  }
  checkLines(file, rest, line);
  yield isFirst ? withoutMark(rest) : rest;
}

/** @returns the number of the line after these. */
function checkLines(file: string, bytes: Buffer, first: number): number {
  const isFine = isUtf8(bytes);
  let line = first;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, from) + 1 || bytes.length;
    if (!isFine && !isUtf8(bytes.subarray(from, end))) {
      throw new Failure(`${file}, line ${line}: this is not UTF-8. Save the file as UTF-8 and try again.`);
    }
    from = end;
  }
  return line;
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes;
}
