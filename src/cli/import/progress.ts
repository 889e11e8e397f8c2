import { Presets, SingleBar } from 'cli-progress';

/** How far an import is, for the person who waits. */
export interface Progress {
  /** @param end how many bytes of the file are read when a row that is done with has been. */
  row(end: number): void;
  stop(): void;
}

/** How often a line is printed where no bar can be drawn. */
const LINE_EVERY_MS = 10_000;

/** A bar on a terminal, a line now and then elsewhere. @param size of the file, in bytes. */
export function showProgress(size: number, stream: NodeJS.WriteStream): Progress {
  const pace = new Pace(size);
  return stream.isTTY ? showBar(pace, stream) : showLines(pace, stream);
}

class Pace {
  readonly size: number;
  rows = 0;
  done = 0;
  readonly #startedAt = performance.now();

  constructor(size: number) {
    this.size = size;
  }

  /** Rows end out of order, so the furthest counts. */
  advance(end: number): void {
    this.rows += 1;
    this.done = Math.min(this.size, Math.max(this.done, end));
  }

  /** Rows a second. */
  get rate(): number {
    return Math.round((this.rows / (performance.now() - this.#startedAt)) * 1000) || 0;
  }
}

function showBar(pace: Pace, stream: NodeJS.WriteStream): Progress {
  const format = '{bar} {percentage} %  {rows} rows  {rate}/s  {eta_formatted} left';
  const bar = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 500 }, Presets.shades_classic);
  bar.start(pace.size, 0, { rows: 0, rate: 0 });
  return {
    row: (end) => {
      pace.advance(end);
      bar.update(pace.done, { rows: pace.rows, rate: pace.rate });
    },
    stop: () => bar.stop(),
  };
}

function showLines(pace: Pace, stream: NodeJS.WriteStream): Progress {
  const timer = setInterval(() => {
    const percentage = Math.floor((pace.done / pace.size) * 100);
    stream.write(`${percentage} %, ${pace.rows} rows, ${pace.rate}/s\n`);
  }, LINE_EVERY_MS).unref();
  return { row: (end) => pace.advance(end), stop: () => clearInterval(timer) };
}
