import { splitRecords } from './split-records.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;

/** The names of delimiters for messages. */
export function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : delimiter;
}

/**
 * Finds the delimiter that splits most records of the beginning of a file into the same number of cells, two or more.
 *
 * @param after the number of lines that do not count.
 * @returns undefined if no delimiter does.
 */
export function findDelimiter(head: string, after: number): string | undefined {
  const scored = CANDIDATES.map((delimiter) => {
    const counts = splitRecords(head, delimiter, { after }).map(({ cells }) => cells?.length ?? 0);
    return { delimiter, score: scoreOf(counts) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.delimiter : undefined;
}

function scoreOf(counts: readonly number[]): number {
  const width = usualWidth(counts);
  if (width < 2) return 0;
  const share = counts.filter((count) => count === width).length / counts.length;
  // A character that is in each row and not in the first record is probably a part of the text.
  const weight = counts[0] === width ? 1 : 0.25;
  return share ** 2 * Math.log2(width) * weight;
}

/** Returns the most frequent number of cells. */
export function usualWidth(counts: readonly number[]): number {
  const frequency = new Map<number, number>();
  for (const count of counts) frequency.set(count, (frequency.get(count) ?? 0) + 1);
  let usual = 0;
  for (const [count, times] of frequency) {
    const most = frequency.get(usual) ?? 0;
    if (times > most || (times === most && count > usual)) usual = count;
  }
  return usual;
}
