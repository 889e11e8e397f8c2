import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerFixture } from './product.ts';

const SOURCE = fileURLToPath(new URL('disk.c', import.meta.url));

/** The states of the disk, in the order of the enum in `disk.c`. */
const FAULTS = ['healthy', 'full', 'read-only', 'failing', 'lying', 'hanging'] as const;
export type Fault = (typeof FAULTS)[number];

/** The counters of the disk, in the order of `struct panel` in `disk.c`. */
const FIGURES = ['fault', 'sends', 'earlySends', 'syncs', 'forced', 'refused'] as const;
export type Figures = Record<(typeof FIGURES)[number], number>;

/** Controls the simulated disk of `disk.c` under the data folder of a place. */
export class Disk {
  readonly #place: ServerFixture;
  readonly #platter: string;
  readonly #panel: string;

  /** @throws Error without a C compiler, or on a system other than Linux. */
  constructor(place: ServerFixture, { earlyPercent = 0 } = {}) {
    this.#place = place;
    this.#platter = place.beside('platter');
    this.#panel = place.beside('panel');
    const library = place.beside('disk.so');
    compile(library);
    mkdirSync(this.#platter);
    writeFileSync(this.#panel, Buffer.alloc(FIGURES.length * 8));
    place.env = {
      LD_PRELOAD: library,
      PROVE_DATA: place.folder,
      PROVE_PLATTER: this.#platter,
      PROVE_PANEL: this.#panel,
      PROVE_EARLY: `${earlyPercent}`,
    };
  }

  /** Changes the state of the disk at once, also for a running server. */
  become(fault: Fault): void {
    const number = Buffer.alloc(8);
    number.writeBigUInt64LE(BigInt(FAULTS.indexOf(fault)));
    this.#withPanel('r+', (panel) => writeSync(panel, number, 0, 8, 0));
  }

  figures(): Figures {
    const numbers = Buffer.alloc(FIGURES.length * 8);
    this.#withPanel('r', (panel) => readSync(panel, numbers));
    const read = FIGURES.map((name, index) => [name, Number(numbers.readBigUInt64LE(index * 8))]);
    return Object.fromEntries(read) as Figures;
  }

  /** Discards all data that was not synced to the disk. The server must not run. */
  cutPower(): void {
    rmSync(this.#place.folder, { recursive: true });
    cpSync(this.#platter, this.#place.folder, { recursive: true });
  }

  #withPanel(flags: string, work: (panel: number) => void): void {
    const panel = openSync(this.#panel, flags);
    work(panel);
    closeSync(panel);
  }
}

function compile(library: string): void {
  if (process.platform !== 'linux') throw new Error('This test needs Linux, for LD_PRELOAD.');
  const { error, status, stderr } = spawnSync(
    'cc',
    ['-O1', '-Wall', '-shared', '-fPIC', '-o', library, SOURCE],
    {
      encoding: 'utf8',
    },
  );
  if (error) throw new Error('This test needs a C compiler. On Debian, run: apt-get install gcc libc6-dev.');
  if (status !== 0) throw new Error(`disk.c does not compile.\n${stderr}`);
}
