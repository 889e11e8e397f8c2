/**
 * Has something made when it is first asked for, and kept; what could not be made, for want of open files for example, is
 * made when it is asked for again.
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
