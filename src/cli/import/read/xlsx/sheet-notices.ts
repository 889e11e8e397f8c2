import { type CellAddress, type Range, utils } from '@e965/xlsx';

/** The number of cells that a message names. */
const MOST_PLACES = 5;

/** Collects the cells of a sheet whose content is not what a person sees. */
export class SheetNotices {
  readonly #sheet: string;
  readonly #numbers = new Places();
  readonly #merges = new Places();

  constructor(sheet: string) {
    this.#sheet = sheet;
  }

  /** Notes a number that has more digits than a workbook can store. */
  addNumber(value: number, place: CellAddress): void {
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      this.#numbers.add(() => utils.encode_cell(place));
    }
  }

  /** Notes merged cells in several rows. Those in one row, such as a title, have no further cells of a column. */
  addMerges(ranges: readonly Range[]): void {
    for (const range of ranges) {
      if (range.e.r > range.s.r) this.#merges.add(() => utils.encode_range(range));
    }
  }

  describe(): string[] {
    const found: string[] = [];
    if (this.#merges.count > 0) {
      found.push(
        `Sheet ${this.#sheet} has merged cells in several rows: ${this.#merges}. Only the first of them has a value, and the import reads the others as empty. If each row needs the value, unmerge and fill the cells.`,
      );
    }
    if (this.#numbers.count > 0) {
      found.push(
        `Sheet ${this.#sheet} has numbers of more than 15 digits: ${this.#numbers}. The workbook has rounded them. If they are ids, export the file again with the id as text.`,
      );
    }
    return found;
  }
}

class Places {
  count = 0;
  readonly #first: string[] = [];

  add(name: () => string): void {
    this.count += 1;
    if (this.#first.length < MOST_PLACES) this.#first.push(name());
  }

  toString(): string {
    return this.#first.join(', ') + (this.count > this.#first.length ? ' …' : '');
  }
}
