/** Caches the results of a pure function without a limit, for the texts of the spec, whose number does not grow. */
export function memoize<T>(work: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const result = results.get(text) ?? work(text);
    results.set(text, result);
    return result;
  };
}
