/** Puts rows that were read ahead back before those that follow. */
export async function* prepend<Row>(
  rows: readonly Row[],
  pieces: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, void> {
  if (rows.length > 0) yield rows;
  yield* pieces;
}
