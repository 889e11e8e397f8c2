import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Edit } from './mutant.ts';

const SOURCE = new URL('../../src/', import.meta.url);

const editsByMutant = new Map<string, readonly Edit[]>();

/**
 * Makes `import('…?mutant=ID')` load a copy of a module of `src/` in which the edits of the mutant are made. All modules
 * of `src/` that the copy imports are copies too, so several mutants run in one process beside the unchanged program.
 */
export function installMutations(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const mutant = context.parentURL && mutantOf(context.parentURL);
      if (!mutant || !resolved.url.startsWith(SOURCE.href)) return resolved;
      return { ...resolved, url: `${resolved.url.split('?')[0]}?mutant=${mutant}` };
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const mutant = mutantOf(url);
      const edits = mutant === undefined ? [] : editsOf(mutant, url);
      if (edits.length === 0) return loaded;
      return { ...loaded, source: edits.reduce(applyEdit, String(loaded.source)) };
    },
  });
}

/** Imports a module of `src/` as the mutant has it. @param path below `src/`. */
export async function importMutated<Module>(
  path: string,
  { id, edits }: { readonly id: string; readonly edits: readonly Edit[] },
): Promise<Module> {
  editsByMutant.set(id, edits);
  const url = pathToFileURL(fileURLToPath(new URL(path, SOURCE)));
  return (await import(`${url.href}?mutant=${id}`)) as Module;
}

/** @throws Error if the text is not in the source: the source has changed, and the mutant must follow. */
export function applyEdit(source: string, { file, from, to }: Edit): string {
  if (!source.includes(from)) throw new Error(`src/${file} does not contain the text to replace: ${from}`);
  return source.replaceAll(from, () => to);
}

function mutantOf(url: string): string | undefined {
  return URL.canParse(url) ? (new URL(url).searchParams.get('mutant') ?? undefined) : undefined;
}

function editsOf(mutant: string, url: string): readonly Edit[] {
  const [path = ''] = url.split('?');
  return (editsByMutant.get(mutant) ?? []).filter(({ file }) => path === new URL(file, SOURCE).href);
}
