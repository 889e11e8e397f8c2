/** The module that the one-file executable runs. It exports `run`. */
export const PROGRAM = 'src/cli/program.ts';

/**
 * The modules that are bundled separately, so that a start does not read a part that it does not use. A part must share no
 * state with the other code, because each part contains its own copy of its imports.
 */
export const PARTS: readonly string[] = [PROGRAM, 'src/mock/prism-engine.ts'];

/** Returns the name of the asset that contains the code of a part. */
export function codeAsset(part: string): string {
  return `${part}.code`;
}

/** Wraps a CommonJS program. @returns a function whose parameters are the variables of a CommonJS module. */
export function asFunction(code: string): string {
  return `(function (module, exports, require, __filename) {${code}\n})`;
}

/** Returns the name of the asset that contains the code cache of a part. */
export function cacheAsset(part: string): string {
  return `${part}.cache`;
}
