/**
 * Returns a function that makes a value at its first call and returns the same value at later ones. If the value cannot
 * be made, for example because too many files are open, the next call tries again.
 */
export function lazyAsync<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
