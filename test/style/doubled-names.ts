import { exportedNames } from './exported-names.ts';

/** A name that several modules declare and export. */
export interface DoubledName {
  readonly name: string;
  readonly files: readonly string[];
}

const ADAPTERS = ['src/storage/sqlite/', 'src/storage/postgres/'] as const;
const PORT = 'src/domain/';
const CLIENT = 'src/client/';

/**
 * Finds each exported name with more than one meaning. A name may have several declarations in two cases: the two
 * storage adapters mirror each other and implement names of the port, and the client publishes the schemas of the spec
 * under their plain names.
 *
 * @param sources the text of each module by its path, which begins with `src/`
 * @param schemas the names of the schemas in the spec
 */
export function findDoubledNames(
  sources: ReadonlyMap<string, string>,
  schemas: ReadonlySet<string>,
): readonly DoubledName[] {
  const filesByName = new Map<string, string[]>();
  for (const [file, source] of sources) {
    for (const name of exportedNames(source)) {
      if (file.startsWith(CLIENT) && schemas.has(name)) continue;
      filesByName.set(name, [...(filesByName.get(name) ?? []), file]);
    }
  }
  return [...filesByName]
    .filter(([, files]) => files.length > 1 && !areMirrored(files))
    .map(([name, files]) => ({ name, files }));
}

/** Returns true if each adapter declares the name once, and at most the port declares it as well. */
function areMirrored(files: readonly string[]): boolean {
  const others = files.filter((file) => !ADAPTERS.some((adapter) => file.startsWith(adapter)));
  const isInEachOnce = ADAPTERS.every(
    (adapter) => files.filter((file) => file.startsWith(adapter)).length === 1,
  );
  return isInEachOnce && others.length <= 1 && others.every((file) => file.startsWith(PORT));
}
