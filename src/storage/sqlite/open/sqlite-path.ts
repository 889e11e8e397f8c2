/** The path of a database that no file holds. */
export const IN_MEMORY = ':memory:';

/** The file of `sqlite:./upsertd.db` or `sqlite:///var/lib/upsertd.db`, or `:memory:`; undefined for another URL. */
export function sqlitePath(url: string): string | undefined {
  return /^sqlite:(?:\/\/(?=\/)|(?!\/\/))(.+)$/.exec(url)?.[1]?.trim() || undefined;
}
