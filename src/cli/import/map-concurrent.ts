/**
 * Works on items as they come, so many at a time, and asks for the next only when a worker is free.
 *
 * @param stop when it is aborted, or a piece of work fails, nothing new is begun and what runs is let end.
 * @throws the first thing that a piece of work or the reading threw.
 */
export async function mapConcurrent<Item>(
  items: AsyncGenerator<Item, void, void>,
  { workers, stop }: { workers: number; stop: AbortSignal },
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    while (!stop.aborted && !failure) {
      try {
        const next = await items.next();
        if (next.done) return;
        if (!stop.aborted && !failure) await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  await items.return();
  if (failure) throw failure.error;
}
