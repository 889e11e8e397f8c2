import { Presets, SingleBar } from 'cli-progress';

/** How far an import is, for the person who waits. */
export interface ImportProgress {
  /**
   * @param rows how many are done, from the first one on.
   * @param end how many bytes of the file have been read for them.
   */
  rows(rows: number, end: number): void;
  stop(): void;
}

/** How often a line is printed where no bar can be drawn. */
const LINE_EVERY_MS = 10_000;

/** Where an import begins: rows that are done already, and how many bytes of the file have been read for them. */
export interface Start {
  readonly rows: number;
  readonly end: number;
}

/** A bar on a terminal, a line now and then elsewhere. @param size of the file, in bytes. */
export function showImportProgress(size: number, start: Start, stream: NodeJS.WriteStream): ImportProgress {
  const pace = new Pace(size, start);
  return stream.isTTY ? showBar(pace, stream) : showLines(pace, stream);
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

  /** Rows a second. */
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
    stream.write(`${share}${pace.rows} rows, ${pace.rate}/s\n`);
  }, LINE_EVERY_MS).unref();
  return { rows: (rows, end) => pace.advance(rows, end), stop: () => clearInterval(timer) };
}
