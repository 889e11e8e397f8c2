import { Presets, SingleBar } from 'cli-progress';
import { countOf } from '../../count-of.ts';

/** The progress display of an import. */
export interface ImportProgress {
  /**
   * Updates the display.
   *
   * @param rows the number of completed rows, counted from the first row of the file.
   * @param end the position in the file after these rows, in bytes.
   */
  rows(rows: number, end: number): void;
  stop(): void;
}

/** The interval between two lines if the stream is not a terminal. */
const LINE_INTERVAL_MS = 10_000;

/** The start of an import: the number of rows that are already complete, and the position after them, in bytes. */
export interface Start {
  readonly rows: number;
  readonly end: number;
}

/** Shows a bar on a terminal, and a line every 10 seconds otherwise. @param size the size of the file, in bytes. */
export function showImportProgress(size: number, start: Start, stream: NodeJS.WriteStream): ImportProgress {
  const pace = new Pace(size, start);
  return stream.isTTY ? showBar(pace, stream) : showLines(pace, stream);
}

/** The interval between two lines of JSON, in milliseconds. */
const JSON_INTERVAL_MS = 1000;

/**
 * Writes the progress as a line of JSON every second, for another program. If that program no longer reads, the import
 * ends at once, as after a kill, so that no import outlives the program that started it.
 */
export function showJsonProgress(size: number, start: Start, stream: NodeJS.WriteStream): ImportProgress {
  let state = { rows: start.rows, position: start.end, size };
  const write = () => void stream.write(`${JSON.stringify(state)}\n`);
  stream.once('error', () => process.exit(1));
  write();
  const timer = setInterval(write, JSON_INTERVAL_MS).unref();
  let isStopped = false;
  return {
    rows: (rows, end) => {
      state = { rows, position: Math.min(size, end), size };
    },
    stop: () => {
      clearInterval(timer);
      if (!isStopped) write();
      isStopped = true;
    },
  };
}

class Pace {
  readonly size: number;
  rows: number;
  end: number;
  readonly #rowsBefore: number;
  readonly #startedAt = performance.now();

  constructor(size: number, { rows, end }: Start) {
    this.size = size;
    this.rows = rows;
    this.end = end;
    this.#rowsBefore = rows;
  }

  advance(rows: number, end: number): void {
    this.rows = rows;
    // The file may have grown since its size was read.
    this.end = Math.min(this.size, end);
  }

  /** Rows per second. */
  get rate(): number {
    return Math.round(((this.rows - this.#rowsBefore) / (performance.now() - this.#startedAt)) * 1000) || 0;
  }
}

function showBar(pace: Pace, stream: NodeJS.WriteStream): ImportProgress {
  const format = '{bar} {percentage} %  {rows} rows  {rate}/s  {eta_formatted} left';
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 500 }, Presets.shades_classic);
  bar.start(pace.size, pace.end, { rows: pace.rows, rate: 0 });
  return {
    rows: (rows, end) => {
      pace.advance(rows, end);
      bar.update(pace.end, { rows: pace.rows, rate: pace.rate });
    },
    stop: () => bar.stop(),
  };
}

function showLines(pace: Pace, stream: NodeJS.WriteStream): ImportProgress {
  const timer = setInterval(() => {
    // An empty file has no percentage.
    const share = pace.size > 0 ? `${Math.floor((pace.end / pace.size) * 100)} %, ` : '';
    stream.write(`${share}${countOf(pace.rows, 'row')}, ${pace.rate}/s\n`);
  }, LINE_INTERVAL_MS).unref();
  return { rows: (rows, end) => pace.advance(rows, end), stop: () => clearInterval(timer) };
}
